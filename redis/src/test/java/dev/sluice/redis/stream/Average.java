package dev.sluice.redis.stream;

import java.util.ArrayList;
import java.util.List;

/** How many a second, by all spans of time that were ever measured: one 20 s older weighs 1/e as much. */
final class Average {

    private static final double FADE_SECONDS = 20;

    private record Span(double seconds, double count) {}

    private final List<Span> spans = new ArrayList<>();
    private long counted;

    void count(long n) {
        counted += n;
    }

    long counted() {
        return counted;
    }

    void measure(double seconds) {
        spans.add(new Span(seconds, counted));
        counted = 0;
    }

    void restart() {
        counted = 0;
    }

    void clear() {
        spans.clear();
        counted = 0;
    }

    double rate() {
        double age = 0;
        double sum = 0;
        double weights = 0;
        for (int i = spans.size() - 1; i >= 0; i--) {
            Span span = spans.get(i);
            double weight = Math.exp(-age / FADE_SECONDS) - Math.exp(-(age + span.seconds()) / FADE_SECONDS);
            sum += weight * span.count() / span.seconds();
            weights += weight;
            age += span.seconds();
        }
        return weights == 0 ? 0 : sum / weights;
    }

    void takeOver(Average other) {
        spans.clear();
        spans.addAll(other.spans);
        counted = other.counted;
    }
}
