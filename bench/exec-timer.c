/* Times a program from fork to exit: exec-timer COUNT PROGRAM. Standard input is empty, output is dropped, the
   environment is passed on. Prints minimum, median and 90th percentile in microseconds as key=value pairs. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double) time.tv_sec * 1e6 + (double) time.tv_nsec / 1e3;
}

static int compare(const void *a, const void *b) {
    double x = *(const double *) a;
    double y = *(const double *) b;
    return (x > y) - (x < y);
}

int main(int count, char **arguments) {
    int runs = count == 3 ? atoi(arguments[1]) : 0;
    if (runs < 1) {
        fprintf(stderr, "usage: exec-timer COUNT PROGRAM\n");
        return 2;
    }
    double *times = calloc((size_t) runs, sizeof *times);
    posix_spawn_file_actions_t files;
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_addopen(&files, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&files, 1, "/dev/null", O_WRONLY, 0);
    for (int i = 0; i < runs; i++) {
        pid_t child;
        int status;
        double start = now();
        if (posix_spawn(&child, arguments[2], &files, NULL, arguments + 2, environ) != 0) {
            fprintf(stderr, "exec-timer: cannot start %s\n", arguments[2]);
            return 1;
        }
        waitpid(child, &status, 0);
        times[i] = now() - start;
        if (status != 0) {
            fprintf(stderr, "exec-timer: %s ended with status %d\n", arguments[2], status);
            return 1;
        }
    }
    qsort(times, (size_t) runs, sizeof *times, compare);
    printf("runs=%d min_us=%.0f median_us=%.0f p90_us=%.0f\n", runs, times[0], times[runs / 2],
           times[runs * 9 / 10]);
    return 0;
}
