package dev.sluice.config.policy;

/**
 * What a gateway runs for one stream.
 *
 * @param id the stream
 * @param revision the revision that brought this policy
 * @param policy the settings in force
 * @param above the revision of the deletion that the stream was made above; {@link Revision#NONE} for one that was never
 *     deleted
 */
public record LivePolicy(StreamId id, Revision revision, StreamPolicy policy, Revision above) {

    /** What a gateway runs for a stream that was never deleted. */
    public LivePolicy(StreamId id, Revision revision, StreamPolicy policy) {
        this(id, revision, policy, Revision.NONE);
    }
}
