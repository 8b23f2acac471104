package dev.sluice.config.policy;

import java.util.List;

/**
 * The documentation of one setting of a policy, for the published reference.
 *
 * @param property as the file has it: {@code arrival-rate}
 * @param field as JSON has it: {@code arrivalRate}
 * @param expected what may be given, with its range
 * @param fallback the default as written in the file; empty when it may be left out, {@code required} when it may not
 * @param meaning a sentence or two
 */
public record SettingReference(String property, String field, String expected, String fallback, String meaning) {

    /** All settings, in the order of {@link StreamPolicy}. */
    public static List<SettingReference> all() {
        return Settings.all().stream()
                .map(entry -> new SettingReference(
                        SettingName.kebab(entry.name()),
                        entry.name(),
                        entry.expected(),
                        entry.setting().required()
                                ? "required"
                                : entry.setting().fallback(),
                        entry.setting().value()))
                .toList();
    }
}
