package dev.sluice.config.policy;

/**
 * What a gateway runs for one stream.
 *
 * @param id the stream
 * @param revision the revision that brought this policy
 * @param policy the settings in force
 */
public record LivePolicy(StreamId id, Revision revision, StreamPolicy policy) {}
