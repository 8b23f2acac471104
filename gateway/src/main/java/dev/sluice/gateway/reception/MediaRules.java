package dev.sluice.gateway.reception;

import dev.sluice.config.policy.StreamPolicy;
import dev.sluice.gateway.reply.Problem;

/** Which methods pass. */
final class MediaRules {

    private MediaRules() {}

    static String methods(StreamPolicy policy) {
        return String.join(", ", policy.methods());
    }

    static Problem notAllowed(String methods) {
        return Problem.of(405, "method-not-allowed", "Not with this method", "Allowed here: " + methods + ".");
    }
}
