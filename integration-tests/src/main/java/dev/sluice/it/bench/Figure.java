package dev.sluice.it.bench;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One measured number.
 *
 * @param of what was measured on, such as {@code 8 M slots}; figures of the same kind share it
 * @param name what was measured, such as {@code grants}
 * @param value the number itself
 * @param unit its unit, such as {@code /s} or {@code ms}
 * @param goal what is to be reached; null when there is no such number
 */
public record Figure(
        String of,
        String name,
        double value,
        String unit,
        @Nullable Goal goal) {

    /** A bound that a figure is held against. */
    public sealed interface Goal {

        boolean reachedBy(double value);

        /** The figure is to be this or less. */
        record AtMost(double bound) implements Goal {
            @Override
            public boolean reachedBy(double value) {
                return value <= bound;
            }

            @Override
            public String toString() {
                return "<= " + number(bound);
            }
        }

        /** The figure is to be this or more. */
        record AtLeast(double bound) implements Goal {
            @Override
            public boolean reachedBy(double value) {
                return value >= bound;
            }

            @Override
            public String toString() {
                return ">= " + number(bound);
            }
        }
    }

    public Figure {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException(of + ", " + name + ": " + value + " (expected: a number)");
        }
    }

    /** A figure without a goal. */
    public static Figure of(String of, String name, double value, String unit) {
        return new Figure(of, name, value, unit, null);
    }

    /** A figure that is to be {@code bound} or less. */
    public static Figure atMost(double bound, Figure figure) {
        return new Figure(figure.of, figure.name, figure.value, figure.unit, new Goal.AtMost(bound));
    }

    /** A figure that is to be {@code bound} or more. */
    public static Figure atLeast(double bound, Figure figure) {
        return new Figure(figure.of, figure.name, figure.value, figure.unit, new Goal.AtLeast(bound));
    }

    /** Three significant digits or all before the point, in groups of three. */
    static String number(double value) {
        double size = Math.abs(value);
        String format =
                size >= 100 || value == Math.rint(value) ? "%,.0f" : size >= 10 ? "%.1f" : size >= 1 ? "%.2f" : "%.4f";
        return String.format(Locale.ROOT, format, value);
    }
}
