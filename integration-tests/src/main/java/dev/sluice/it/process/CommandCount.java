package dev.sluice.it.process;

import dev.sluice.it.values.Current;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts the commands in one direction of a RESP connection, wherever the bytes are cut: arrays {@code *n} of bulk strings
 * {@code $length}. Used by one thread.
 */
final class CommandCount {

    private enum Part {
        /** At the first byte of a line. */
        START,
        /** In the number of an array's elements. */
        ARRAY,
        /** In the length of a bulk string. */
        LENGTH,
        /** In the bytes of a bulk string, or their line end. */
        BULK
    }

    private final Current<Part> part = new Current<>(Part.START);
    private final AtomicLong number = new AtomicLong();

    /** How many commands began in these bytes. */
    int in(byte[] bytes) {
        int begun = 0;
        int i = 0;
        while (i < bytes.length) {
            byte b = bytes[i];
            switch (part.get()) {
                case START -> {
                    begun += b == '*' ? 1 : 0;
                    part.set(b == '*' ? Part.ARRAY : b == '$' ? Part.LENGTH : Part.START);
                    number.set(0);
                    i++;
                }
                case ARRAY, LENGTH -> {
                    number(b);
                    i++;
                }
                default -> {
                    int skipped = (int) Math.min(number.get(), bytes.length - i);
                    i += skipped;
                    if (number.addAndGet(-skipped) == 0) {
                        part.set(Part.START);
                    }
                }
            }
        }
        return begun;
    }

    private void number(byte b) {
        if (b >= '0' && b <= '9') {
            number.set(number.get() * 10 + b - '0');
        } else if (b == '\n') {
            boolean bulk = part.get() == Part.LENGTH;
            part.set(bulk ? Part.BULK : Part.START);
            number.addAndGet(bulk ? 2 : 0);
        }
    }
}
