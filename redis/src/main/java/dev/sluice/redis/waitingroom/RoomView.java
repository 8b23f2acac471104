package dev.sluice.redis.waitingroom;

import dev.sluice.config.policy.Gate;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A gateway's copy of a stream's state, about a second old at most while the store answers. Answers polls without a
 * call to Redis.
 */
public interface RoomView {

    /** When, by the store's clock, the store told what this is; empty while it has told nothing. */
    Optional<Instant> asOf();

    /** The life of the stream's state; 0 while this gateway knows of none. */
    long incarnation();

    /** How many numbers of this incarnation were called; 0 while those of earlier ones are. */
    long nowServing();

    /** Whether a ticket may claim. */
    boolean isCalled(Ticket ticket);

    /** Whether nobody enters for the moment, because the store lost its state and slots are being restored. */
    boolean isRecovering();

    /** How long that lasts; zero when it does not. */
    Duration recoveryLeft();

    /** Slots held. */
    long active();

    /** The capacity in force, by the highest revision that any gateway brought. */
    long capacity();

    /** The gate in force, likewise. */
    Gate gate();

    /** Tickets that are present and neither called nor in. */
    long waiting();

    /** Tickets that are present and called, and not in. */
    long eligible();

    /** Tickets called a second, averaged over about half a minute; 0 while nobody was. */
    double callsPerSecond();

    /** Slots given up or reaped a second, averaged likewise. */
    double exitsPerSecond();

    /** Newcomers a second, averaged likewise. */
    double arrivalsPerSecond();

    /**
     * How many present tickets are ahead of {@code number}, called ones that are not in yet among them: exact for the first
     * 65,536 to 131,072 numbers that are not called, within the evenness of their numbers' presence for those farther behind.
     */
    long ahead(long number);
}
