# Turns TeaVM's tables of call sites (callsites.c) into assembler with 4-byte pointers: a static program that is not
# position-independent lies below 4 GB. That halves 190 KB. link.sh changes the structures in stack.h to match.
#
# Every line must have the one form that TeaVM 0.16.0 writes; any other stops the build.

# "NULL" or "table + 12" as an operand
function pointer(text) {
    gsub(/ /, "", text)
    sub(/^\(TeaVM_Class\*\)&/, "", text)
    if (text == "NULL") return "0"
    if (match(text, /^TEAVM_GET_STRING_ADDRESS\([0-9]+\)$/))
        return "teavm_stringPool + 8 * " substr(text, 26, length(text) - 26)
    if (split(text, part, "+") == 2 && part[1] in width)
        return part[1] " + " width[part[1]] " * " part[2]
    if (text ~ /^[A-Za-z_][A-Za-z_0-9]*$/) return text
    bad(text)
}

function bad(text) {
    printf "tables.awk: %s:%d: %s: not as expected\n", FILENAME, FNR, text > "/dev/stderr"
    failed = 1
    exit 1
}

# the initialiser of one member; optional ones are NULL
function member(name, needed,    text) {
    if (!match($0, "\\." name " = [^,}]+")) {
        if (needed) bad($0)
        return "NULL"
    }
    text = substr($0, RSTART, RLENGTH)
    sub(/^[^=]*= /, "", text)
    return text
}

BEGIN {
    # bytes of an element: each member has 4
    width["methodLocations_teavm_callSites"] = 12
    width["exceptionHandlers_teavm_callSites"] = 12
    width["callSiteLocations_teavm_callSites"] = 12
    width["teavm_callSites"] = 8
    print ".data"
    print ".globl teavm_callSites"
}

/^#include/ || /^};$/ || /^$/ { next }

/^(static )?TeaVM_[A-Za-z]+ [A-Za-z_]+\[[0-9]+\] = \{$/ {
    name = $(NF - 2)
    sub(/\[.*/, "", name)
    if (!(name in width)) bad(name)
    print ".balign 4"
    print name ":"
    tables++
    next
}

/^    \{ .*\},? *$/ {
    if (name ~ /^method/)
        print ".4byte " pointer(member("fileName", 1)) ", " pointer(member("className", 1)) ", " \
            pointer(member("methodName", 1))
    else if (name ~ /^exception/)
        print ".4byte " member("id", 1) ", " pointer(member("exceptionClass", 1)) ", " pointer(member("next", 0))
    else if (name ~ /^callSiteL/)
        print ".4byte " pointer(member("method", 1)) ", " member("lineNumber", 1) ", " pointer(member("next", 0))
    else
        print ".4byte " pointer(member("firstHandler", 1)) ", " pointer(member("location", 1))
    next
}

{ bad($0) }

END {
    if (!failed && tables != 4) bad(tables " tables")
    print ".section .note.GNU-stack,\"\",%progbits"
}
