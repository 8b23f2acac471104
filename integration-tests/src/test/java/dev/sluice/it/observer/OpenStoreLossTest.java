package dev.sluice.it.observer;

import static dev.sluice.it.observer.Tale.RULES;
import static dev.sluice.it.observer.Tale.micros;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.policy.StoreLoss;
import org.junit.jupiter.api.Test;

/** What is let pass where a loss of the store lets everybody in, and what is caught there, too. Two slots; the store is lost from 5 to 7 s. */
final class OpenStoreLossTest {

    private final Tale tale = new Tale();

    @Test
    void whoIsOneTooManyBecauseTheStoreIsAwayIsNotCaught() {
        open().enters("a", 0).enters("b", 1).listens("a", 1, 30).listens("b", 2, 30);
        away().enters("c", 6).listens("c", 6.5, 30);
        assertThat(tale.broken()).isEmpty();
    }

    @Test
    void whereALossOfTheStoreLetsNobodyInTheSameIsCaught() {
        tale.enters("a", 0).enters("b", 1).listens("a", 1, 30).listens("b", 2, 30);
        away().enters("c", 6).listens("c", 6.5, 30);
        assertThat(tale.broken()).containsExactly("I1");
    }

    @Test
    void whoIsOneTooManyOnceItIsBackIsCaught() {
        open().enters("a", 0).enters("b", 1).listens("a", 1, 30).listens("b", 2, 30);
        away().enters("c", 8).listens("c", 9, 30);
        assertThat(tale.broken()).containsExactly("I1");
    }

    @Test
    void thoseWhoCameWhileItWasAwayHaveSlotsThatNobodyElseMayHave() {
        open().enters("a", 0).listens("a", 1, 30);
        away().enters("b", 6).enters("c", 6.2).listens("b", 6.5, 30).listens("c", 6.7, 30);
        tale.enters("d", 9).listens("d", 10, 30);
        assertThat(tale.broken()).containsExactly("I1");
    }

    @Test
    void butOnlyOnceTheyAskedForSomethingAgain() {
        open().enters("a", 0).listens("a", 1, 30);
        away().enters("b", 6).enters("c", 6.2).served("b", 6.5, null).served("c", 6.6, null);
        tale.enters("d", 7.5).listens("d", 8, 30).listens("b", 7.8, 30).listens("c", 7.9, 30);
        assertThat(tale.broken()).isEmpty();
    }

    @Test
    void whoHeldASlotAndWasSilentThroughoutMayBeMovedOverCapacity() {
        open().enters("a", 0).enters("b", 1).listens("a", 1, 4).listens("b", 2, 30);
        tale.sees(new Event.StoreLost(micros(5))).sees(new Event.StoreBack(micros(14)));
        tale.enters("c", 6).enters("d", 6.2).listens("c", 6.5, 30).listens("d", 6.7, 30);
        tale.listens("a", 16, 30);
        assertThat(tale.broken()).isEmpty();
    }

    @Test
    void butNobodyElseEntersThen() {
        open().enters("a", 0).enters("b", 1).listens("a", 1, 4).listens("b", 2, 30);
        tale.sees(new Event.StoreLost(micros(5))).sees(new Event.StoreBack(micros(14)));
        tale.listens("a", 16, 40).enters("d", 35).listens("d", 36, 40).listens("b", 30, 40);
        assertThat(tale.broken()).containsExactly("I1");
    }

    @Test
    void whoCameWhileItWasAwayAndIsCutIsCaught() {
        open().enters("a", 0).enters("b", 1).listens("a", 1, 30).listens("b", 2, 30);
        away().enters("c", 6).listens("c", 6.5, 9.5).cut("c", 10);
        assertThat(tale.broken()).containsExactly("I4");
    }

    @Test
    void aSlotThatStaysTakenLongAfterItIsCaughtAllTheSame() {
        open().enters("a", 0).listens("a", 1, 60);
        away().enters("b", 6).listens("b", 6.5, 10);
        tale.leaves("b", 11).joins("p", 25).waits("p", 26, 60);
        assertThat(tale.broken()).containsExactly("I5");
    }

    private Tale open() {
        return tale.sets(RULES.with(StoreLoss.OPEN), 0);
    }

    private Tale away() {
        return tale.sees(new Event.StoreLost(micros(5))).sees(new Event.StoreBack(micros(7)));
    }
}
