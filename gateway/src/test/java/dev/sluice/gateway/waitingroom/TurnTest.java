package dev.sluice.gateway.waitingroom;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.policy.StreamPolicy;
import dev.sluice.gateway.fake.FakePolicies;
import dev.sluice.gateway.token.TicketToken;
import dev.sluice.redis.waitingroom.Attempt;
import dev.sluice.redis.waitingroom.Ticket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Polls 2 to 45 s, presence window 75 s, absence 30 min. */
final class TurnTest {

    private final StreamPolicy policy = FakePolicies.policy("{'origin':'http://127.0.0.1:1024/'}");

    @ParameterizedTest
    @CsvSource(
            nullValues = "null",
            value = {
                // n/r, and with 1.2816 * sqrt(n + n²/(30 r))/r more
                "1,1.0,PT1S,PT3S",
                "100,10.0,PT10S,PT12S",
                "400,10.0,PT40S,PT44S",
                "30,0.5,PT1M,PT1M25S",
                "1,0.0,null,null",
                "1000000,0.5,null,null",
            })
    void theWaitIsPositionOverRateAndItsUncertainty(
            long position, double rate, @Nullable String p50, @Nullable String p90) {
        var band = Turn.wait(position, rate);
        assertThat(band == null ? null : band.p50().toString()).isEqualTo(p50);
        assertThat(band == null ? null : band.p90().toString()).isEqualTo(p90);
    }

    @ParameterizedTest
    @CsvSource({
        "1,0.0,0.0,2000",
        "1,0.0,0.999,1800",
        "40,0.0,0.0,10000",
        "40,0.1,0.0,10000",
        "40,2.0,0.0,5000",
        "1000000,0.0,0.0,45000",
        "1000000,0.0,0.999,40504",
        "1000,100.0,0.0,2500",
    })
    void theNextPollIsAQuarterOfTheWaitWithinLimitsAndUpToATenthEarlier(
            long position, double rate, double random, long millis) {
        assertThat(Turn.nextPoll(policy, position, rate, random).toMillis()).isEqualTo(millis);
    }

    @ParameterizedTest
    @CsvSource({
        "10,false,false,FIRST",
        "75,false,false,FIRST",
        "76,false,false,RETURNING",
        "10,true,false,AGAIN",
        "76,true,false,AGAIN",
        "10,true,true,RETURNING",
    })
    void whoWasAwayWhenCalledReturns(long secondsAgo, boolean told, boolean returning, Attempt attempt) {
        assertThat(Turn.attempt(policy, ticket(secondsAgo, told, returning), 0)).isEqualTo(attempt);
    }

    @Test
    void aTicketIsKeptForTheTimeOfAbsence() {
        assertThat(Turn.gone(policy, ticket(1_800, false, false), 0)).isFalse();
        assertThat(Turn.gone(policy, ticket(1_801, false, false), 0)).isTrue();
    }

    @Test
    void noPositionOverflows() {
        assertThat(Turn.wait(Long.MAX_VALUE, 0.0001)).isNull();
        assertThat(Turn.nextPoll(policy, Long.MAX_VALUE, 0, 0.5).toMillis()).isBetween(40_500L, 45_000L);
    }

    private static TicketToken ticket(long secondsAgo, boolean told, boolean returning) {
        return new TicketToken(new Ticket(1, 5), 0, -secondsAgo * 1_000_000, 2_000_000, 9, told, returning);
    }
}
