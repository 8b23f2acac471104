package dev.sluice.redis.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.policy.Gate;
import dev.sluice.redis.RedisServer;
import dev.sluice.redis.waitingroom.Ticket;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Who is called by a stream's first round of calls. */
final class PromotionIT {

    @RegisterExtension
    static final RedisServer REDIS = new RedisServer();

    private Room room;
    private Policy policy;

    @BeforeEach
    void open(TestInfo test) {
        room = new Room(REDIS.uri());
        policy = Policy.of(Integer.toHexString(test.getDisplayName().hashCode()));
    }

    @AfterEach
    void close() {
        room.close();
    }

    @Test
    void somebodyIsCalledInAdvanceThoughNoSlotIsFree() {
        room.enter(policy, 8);
        room.queue(policy, 3);

        assertThat(room.promote(policy)).isPositive();
    }

    @Test
    void nobodyIsCalledBehindTheLastOneWhoIsPresent() {
        Policy hold = policy.gate(Gate.HOLD);
        List<Ticket> tickets = room.queue(hold, 10);
        tickets.subList(5, 10).forEach(t -> Room.await(room.streams.leave(hold.live(), t)));
        Policy auto = hold.gate(Gate.AUTO);

        assertThat(room.promote(auto)).isEqualTo(5);
        assertThat(room.head(auto).nowServing()).isEqualTo(tickets.get(4).number() + 1);
    }
}
