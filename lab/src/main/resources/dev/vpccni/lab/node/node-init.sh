# First process of a node: builds the machine's own file tree, then stays to collect orphans.
# Started in fresh mount, process and host-name namespaces, and in the node's network namespace.
#   $1  an empty directory for the node's own files (a file system in memory is mounted there)
#   $2  host name
#   $3… directories of the machine that the node sees at the same place, read-only
set -eu
base=$1
name=$2
shift 2

mount --make-rprivate /
mount -t tmpfs -o mode=0755 tmpfs "$base"
mkdir "$base/changes" "$base/work" "$base/root"
mount -t overlay -o "lowerdir=/,upperdir=$base/changes,workdir=$base/work" overlay "$base/root"
cd "$base/root"

mount --rbind /dev dev
mount -t proc proc proc
# A sysfs of this network namespace: the machine's own would show and change the machine's interfaces.
mount -t sysfs sysfs sys
if [ -d /sys/fs/cgroup ]; then mount --rbind /sys/fs/cgroup sys/fs/cgroup; fi
mount -t tmpfs -o mode=0755 tmpfs run
mount -t tmpfs -o mode=1777 tmpfs tmp
for shown in "$@"; do
    mkdir -p "./$shown"
    mount --rbind "$shown" "./$shown"
    mount -o remount,bind,ro "./$shown"
done

# What a Kubernetes node of this machine may have left must not show in the lab's node.
rm -rf etc/cni opt/cni var/lib/cni var/log/aws-routed-eni
mkdir -p run/netns run/aws-node etc/cni/net.d opt/cni/bin var/log/aws-routed-eni

mkdir .machine
pivot_root . .machine
umount -l /.machine
rmdir /.machine
echo "$name" > /proc/sys/kernel/hostname
: > /run/node-is-ready

# A shell in `wait` collects every orphan that is handed to process 1.
trap 'exit 0' TERM
while :; do
    sleep 1000000 &
    wait $! || :
done
