package dev.sluice.standalone.up;

/** Which of the two contexts one is. */
enum NodeRole {
    GATEWAY("org\\.springframework\\.boot\\.security\\..*|org\\.springdoc\\..*"),
    ADMIN("org\\.springframework\\.cloud\\.gateway\\..*");

    /** Set in both contexts, and in no other process. */
    static final String PROPERTY = "sluice.standalone.role";

    private final String notMine;

    NodeRole(String notMine) {
        this.notMine = notMine;
    }

    /** Whether an auto-configuration belongs to this context, by its class name. */
    boolean imports(String autoConfiguration) {
        return !autoConfiguration.matches(notMine);
    }
}
