/**
 * A real Redis as a child process: the binary that a jar carries, unpacked once, open to this process only.
 *
 * <p>It listens on a free port of 127.0.0.1 and asks for a password that is made for each start and stands in a file
 * that only this user can read, never on a command line. What it holds is on disk within a second, and there again
 * after a restart. It ends after those who use it, and it ends when they are killed: it is started by a few lines of
 * shell that wait for a pipe to close (the system closes it however its other end dies), and it runs in a session of
 * its own, so that Ctrl-C in a terminal does not reach it first.
 */
@NullMarked
package dev.sluice.standalone.redis;

import org.jspecify.annotations.NullMarked;
