# The commands of the project. `make demo` and `make test` are all a newcomer needs.
SHELL := /bin/bash
JDK := $(shell lab/find-jdk 2>/dev/null)
# Maven 3.8 itself uses an API that JDK 25 warns about.
MVN := JAVA_HOME="$(JDK)" MAVEN_OPTS="$(MAVEN_OPTS) --sun-misc-unsafe-memory-access=allow" mvn -B -ntp

.PHONY: demo test build fmt jdk clean
.DEFAULT_GOAL := help

help:
	@echo "make demo   two nodes, real pods, real packets, in a box on this machine (root)"
	@echo "make test   formats, builds and tests everything (root)"
	@echo "make build  builds the agent, the plugin and the lab without tests"
	@echo "make fmt    formats the sources"

jdk:
	@lab/find-jdk >/dev/null

demo: jdk
	@lab/vpc-lab check
	@$(MAKE) --no-print-directory target/quarkus-app/quarkus-run.jar cni-bin/target/aws-cni-amd64 lab/target/vpc-lab.jar
	@lab/vpc-lab demo

SHARED := $(shell find src/main/java/dev/vpccni/inet src/main/java/dev/vpccni/netlink src/main/java/dev/vpccni/wire -name '*.java')

target/quarkus-app/quarkus-run.jar: pom.xml $(shell find src/main -type f)
	@echo "building the agent (a minute or two the first time)"
	@$(MVN) -q -Dquick -DskipTests -DskipNested -Dspotless.check.skip package
	@touch $@

cni-bin/target/aws-cni-amd64: cni-bin/pom.xml $(shell find cni-bin/src/main -type f) $(SHARED)
	@echo "building the plugin (about a minute)"
	@$(MVN) -q -f cni-bin/pom.xml -DskipTests package
	@touch $@

lab/target/vpc-lab.jar: lab/pom.xml $(shell find lab/src/main -type f) $(SHARED)
	@echo "building the lab"
	@$(MVN) -q -f lab/pom.xml -DskipTests package
	@touch $@

build: jdk target/quarkus-app/quarkus-run.jar cni-bin/target/aws-cni-amd64 lab/target/vpc-lab.jar

test: jdk
	$(MVN) verify

fmt: jdk
	$(MVN) -q spotless:apply

clean: jdk
	rm -rf target cni-bin/target lab/target
