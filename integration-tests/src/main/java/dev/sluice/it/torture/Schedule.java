package dev.sluice.it.torture;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Faults in their order, for as many streams as share them; all that is left to chance follows from the seed. It can be
 * written to a file, edited there, and played again.
 *
 * @param family the kind of fault
 * @param seed decides its steps, and who comes when and does what
 * @param streams how many streams
 * @param setting how fast they live
 * @param steps what is done, the earliest first
 */
record Schedule(Family family, long seed, int streams, Setting setting, List<Step> steps) {

    Schedule {
        steps = steps.stream().sorted(Comparator.comparingLong(Step::atMillis)).toList();
    }

    /** The schedule of a family that follows from a seed. */
    static Schedule of(Family family, long seed, int streams, Setting setting) {
        long begin = setting.lease().toMillis() * 4 / 3;
        return new Schedule(family, seed, streams, setting, family.steps(new SplittableRandom(seed), setting, begin));
    }

    /**
     * Schedules for so many histories: the families one after the other and each at least once, so many streams each at
     * most, and about as many in one schedule as in another.
     */
    static List<Schedule> share(List<Family> families, long firstSeed, int histories, int streams, Setting setting) {
        int count = Math.max(families.size(), (histories + streams - 1) / streams);
        int all = Math.max(histories, count);
        return IntStream.range(0, count)
                .mapToObj(i -> Schedule.of(
                        families.get(i % families.size()),
                        firstSeed + i,
                        Math.toIntExact(all * (i + 1L) / count - all * (long) i / count),
                        setting))
                .toList();
    }

    /** Its streams' names. */
    List<String> names() {
        return IntStream.rangeClosed(1, streams).mapToObj(i -> "h" + i).toList();
    }

    /**
     * Those that let everybody in while the store is lost: about a third, as the seed has it. None where the deadline may be
     * missed by chance: nobody could tell from outside that the store was lost then.
     */
    Set<String> open() {
        if (setting.deadline().compareTo(Setting.LONG.deadline()) < 0) {
            return Set.of();
        }
        SplittableRandom random = new SplittableRandom(~seed);
        return names().stream().filter(name -> random.nextInt(3) == 0).collect(Collectors.toSet());
    }

    /** When the last step is undone. */
    long quietMillis() {
        return steps.stream().mapToLong(Step::endMillis).max().orElse(0);
    }

    /** From when on nothing is excused any more. */
    long calmMillis() {
        return quietMillis() + setting.excused().toMillis();
    }

    /** Long enough after that that a slot which leaked is missed. */
    long lengthMillis() {
        return calmMillis() + setting.untilSlotsAreMissed().toMillis() + 2_000;
    }

    /** Writes it for {@link #read(Path)}. */
    void write(Path file) throws IOException {
        List<String> lines = new ArrayList<>();
        lines.add("# sluice torture: a schedule; each step is: milliseconds deed who amount lasts-milliseconds");
        lines.add("family " + family.word());
        lines.add("seed " + seed);
        lines.add("streams " + streams);
        lines.add("setting " + (setting.equals(Setting.SHORT) ? "short" : "long"));
        steps.forEach(step -> lines.add("step " + step));
        Files.write(file, lines);
    }

    /** Reads what {@link #write(Path)} wrote. */
    static Schedule read(Path file) throws IOException {
        Family family = Family.MIX;
        long seed = 0;
        int streams = 1;
        Setting setting = Setting.LONG;
        List<Step> steps = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            String[] words = line.strip().split("\\s+", 2);
            switch (words[0]) {
                case "family" -> family = Family.of(words[1]);
                case "seed" -> seed = Long.parseLong(words[1]);
                case "streams" -> streams = Integer.parseInt(words[1]);
                case "setting" -> setting = words[1].equals("short") ? Setting.SHORT : Setting.LONG;
                case "step" -> steps.add(Step.parse(words[1]));
                case "", "#" -> {}
                default ->
                    throw new IllegalArgumentException(
                            file + ": " + line + " (expected: family, seed, streams, setting, step or #)");
            }
        }
        return new Schedule(family, seed, streams, setting, steps);
    }
}
