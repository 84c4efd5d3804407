/* What Java cannot say: headers, signal handlers, and struct stat, whose layout differs between targets. */
#ifndef VPC_SHIM_H
#define VPC_SHIM_H

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <uchar.h>
#include <unistd.h>
#include <wchar.h>

/* Static variables are shared by all generated files because all.c makes them one translation unit. */
static volatile sig_atomic_t vpc_is_answered;
static char vpc_crash_stack[16384];

/* A crash (an exhausted heap aborts, an exhausted stack is a segmentation fault) still answers the runtime in the
   form that it understands. Only async-signal-safe calls. */
static void vpc_crash(int number) {
    static char text[] =
        "{\"cniVersion\":\"1.0.0\",\"code\":999,\"msg\":\"aws-cni crashed with signal 00; "
        "standard error and the kernel log have more; DEL cleans up\"}\n";
    char *digits = strstr(text, "00;");
    digits[0] = (char) ('0' + number / 10 % 10);
    digits[1] = (char) ('0' + number % 10);
    if (!vpc_is_answered) {
        ssize_t written = write(1, text, sizeof text - 1);
        (void) written;
    }
    _exit(1);
}

static void vpc_install_handlers(void) {
    stack_t stack;
    memset(&stack, 0, sizeof stack);
    stack.ss_sp = vpc_crash_stack;
    stack.ss_size = sizeof vpc_crash_stack;
    sigaltstack(&stack, 0);

    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = vpc_crash;
    action.sa_flags = SA_ONSTACK | SA_RESETHAND;
    static const int fatal[] = {SIGABRT, SIGSEGV, SIGFPE, SIGBUS, SIGILL};
    for (unsigned i = 0; i < sizeof fatal / sizeof fatal[0]; i++) {
        sigaction(fatal[i], &action, 0);
    }
    signal(SIGPIPE, SIG_IGN);

    /* TeaVM's runtime blocks signals for its timer; whoever is started from here must not inherit that. */
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, 0);
}

static void vpc_answer_written(void) {
    vpc_is_answered = 1;
}

static int64_t vpc_file_size(int fd) {
    struct stat status;
    return fstat(fd, &status) == 0 ? (int64_t) status.st_size : 0;
}

static int vpc_same_file(int first, int second) {
    struct stat a;
    struct stat b;
    return fstat(first, &a) == 0 && fstat(second, &b) == 0 && a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

/* TeaVM's own messages (TEAVM_CUSTOM_LOG is set): as UTF-8 to standard error. Its default prints by locale, some of it
   to standard output, and draws all of printf into the binary. */
void teavm_logCodePoint(int32_t c) {
    unsigned char bytes[4];
    int more = c < 0x80 ? 0 : c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;
    static const unsigned char leads[] = {0, 0xc0, 0xe0, 0xf0};
    bytes[0] = (unsigned char) (leads[more] | c >> 6 * more);
    for (int i = 1; i <= more; i++) {
        bytes[i] = (unsigned char) (0x80 | (c >> 6 * (more - i) & 0x3f));
    }
    ssize_t written = write(2, bytes, (size_t) more + 1);
    (void) written;
}

void teavm_printString(char16_t *text) {
    for (; *text; text++) {
        teavm_logCodePoint(*text);
    }
}

void teavm_printWString(wchar_t *text) {
    for (; *text; text++) {
        teavm_logCodePoint((int32_t) *text);
    }
}

void teavm_printInt(int32_t number) {
    uint32_t rest = number < 0 ? 0u - (uint32_t) number : (uint32_t) number;
    char digits[12];
    int start = sizeof digits;
    do {
        digits[--start] = (char) ('0' + rest % 10);
        rest /= 10;
    } while (rest);
    if (number < 0) {
        digits[--start] = '-';
    }
    ssize_t written = write(2, digits + start, sizeof digits - (size_t) start);
    (void) written;
}

#endif
