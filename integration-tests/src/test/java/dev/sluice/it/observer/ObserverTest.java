package dev.sluice.it.observer;

import static dev.sluice.it.observer.Tale.RULES;
import static dev.sluice.it.observer.Tale.at;
import static dev.sluice.it.observer.Tale.micros;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.policy.Gate;
import dev.sluice.it.observer.Event.Turn;
import dev.sluice.it.observer.Event.Way;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Broken histories are caught, each by the invariant it breaks alone; their near misses are let pass. */
final class ObserverTest {

    private static final Rules ONE_SLOT = new Rules(Gate.AUTO, 1, RULES.lease());
    private static final Rules ON_HOLD = new Rules(Gate.HOLD, 2, RULES.lease());
    private static final Rules OPEN = new Rules(Gate.OPEN, 2, RULES.lease());

    private final Tale tale = new Tale();

    @Test
    void anOrdinaryEveningBreaksNothing() {
        tale.enters("a", 0).enters("b", 1).listens("a", 1, 20).listens("b", 2, 10);
        tale.joins("c", 3)
                .waits("c", 4, 10)
                .leaves("b", 11)
                .claims("c1", "c", 11.5)
                .listens("c1", 12, 30);
        tale.joins("d", 4)
                .waits("d", 5, 21)
                .leaves("a", 21)
                .claims("d1", "d", 21.5)
                .listens("d1", 22, 30);
        assertThat(tale.broken()).isEmpty();
    }

    /** I1. */
    @Nested
    final class Capacity {

        @Test
        void aThirdListenerInTwoSlotsIsCaught() {
            tale.enters("a", 0).enters("b", 1).enters("c", 2);
            tale.listens("a", 1, 9).listens("b", 2, 9).listens("c", 3, 9);
            assertThat(tale.broken()).containsExactly("I1");
        }

        @Test
        void aThirdListenerAfterOneHasFallenSilentIsNot() {
            tale.enters("a", 0).enters("b", 1).listens("a", 1, 5).listens("b", 2, 20);
            tale.enters("c", 5.5).listens("c", 6, 20);
            assertThat(tale.broken()).isEmpty();
        }

        @Test
        void thoseWhoWereInBeforeCapacityWasLoweredMayStay() {
            tale.enters("a", 0).enters("b", 1).listens("a", 1, 20).listens("b", 2, 20);
            tale.sets(ONE_SLOT, 5);
            assertThat(tale.broken()).isEmpty();
        }

        @Test
        void whoEntersOverALoweredCapacityIsCaught() {
            tale.enters("a", 0)
                    .listens("a", 1, 20)
                    .sets(ONE_SLOT, 5)
                    .enters("b", 5.5)
                    .listens("b", 6, 20);
            assertThat(tale.broken()).containsExactly("I1");
        }

        @Test
        void whoEntersWhileTheLoweringIsUnderWayIsNot() {
            tale.enters("a", 0)
                    .listens("a", 1, 20)
                    .sets(ONE_SLOT, 5)
                    .enters("b", 5.005)
                    .listens("b", 6, 20);
            assertThat(tale.broken()).isEmpty();
        }

        @Test
        void aGatewayThatIsReportedWithoutTheChangeHasAMomentToFindIt() {
            tale.enters("a", 0).listens("a", 1, 20).sets(ONE_SLOT, 5, Set.of("g2"), Set.of("g1"));
            tale.enters("b", 6).listens("b", 7, 20);
            assertThat(tale.broken()).isEmpty();
        }

        @Test
        void thoseWhoEnteredAnOpenStreamMayStay() {
            tale.sets(OPEN, 0).enters("a", 1).enters("b", 2).enters("c", 3).sets(RULES, 5);
            tale.listens("a", 2, 20).listens("b", 3, 20).listens("c", 4, 20);
            assertThat(tale.broken()).isEmpty();
        }

        @Test
        void whoEntersOnceItIsNoLongerOpenIsCaught() {
            tale.sets(OPEN, 0).enters("a", 1).enters("b", 2).sets(RULES, 5).enters("c", 6);
            tale.listens("a", 2, 20).listens("b", 3, 20).listens("c", 7, 20);
            assertThat(tale.broken()).containsExactly("I1");
        }

        @Test
        void thoseFromBeforeAnOutageMayBeOneTooManyAfterIt() {
            tale.enters("a", 0).enters("b", 1).listens("a", 1, 30).listens("b", 2, 30);
            tale.sees(new Event.StoreLost(micros(5))).sees(new Event.StoreForgot(micros(8)));
            tale.enters("c", 12).listens("c", 13, 30);
            assertThat(tale.broken()).isEmpty();
        }

        @Test
        void afterALossOfTheStoreThatIsShorterThanALeaseEverybodyCounts() {
            tale.enters("a", 0).enters("b", 1).listens("a", 1, 30).listens("b", 2, 30);
            tale.sees(new Event.StoreLost(micros(5))).sees(new Event.StoreForgot(micros(6)));
            tale.enters("c", 12).listens("c", 13, 30);
            assertThat(tale.broken()).containsExactly("I1");
        }

        @Test
        void longAfterAnOutageEverybodyCountsAgain() {
            tale.enters("a", 0).enters("b", 1).listens("a", 1, 60).listens("b", 2, 60);
            tale.sees(new Event.StoreLost(micros(5))).sees(new Event.StoreBack(micros(8)));
            tale.enters("c", 30).listens("c", 31, 60);
            assertThat(tale.broken()).containsExactly("I1");
        }
    }

    /** I2. */
    @Nested
    final class SingleHolder {

        @Test
        void twoListenersInOneSlotAreCaught() {
            tale.enters("a", 0).enters("b", 1);
            tale.served("a", 2, "7").served("b", 3, "7").served("a", 4, "7").served("b", 5, "7");
            assertThat(tale.broken()).containsExactly("I2");
        }

        @Test
        void whoWasServedThroughAnOutageMayHaveLostTheSlotInIt() {
            tale.enters("a", 0).enters("b", 10);
            tale.sees(new Event.StoreLost(micros(1))).sees(new Event.StoreBack(micros(12)));
            tale.listens("a", 1, 12).served("a", 2, "7").served("a", 12, "7");
            tale.served("b", 11, "7").served("b", 13, "7");
            assertThat(tale.broken()).isEmpty();
        }

        @Test
        void twoListenersInOneSlotAfterEachOtherAreNot() {
            tale.enters("a", 0).served("a", 1, "7").served("a", 2, "7").leaves("a", 3);
            tale.enters("b", 4).served("b", 5, "7").served("b", 6, "7");
            assertThat(tale.broken()).isEmpty();
        }

        @Test
        void aTicketThatGivesTwoSessionsIsCaught() {
            tale.joins("p", 0)
                    .claims("a", "p", 1)
                    .served("a", 2, "7")
                    .claims("b", "p", 3)
                    .served("b", 4, "8");
            assertThat(tale.broken()).containsExactly("I2");
        }

        @Test
        void aClaimThatIsMadeAgainBeforeItWasConfirmedIsNot() {
            tale.joins("p", 0).claims("a", "p", 1).claims("b", "p", 3).served("b", 4, "8");
            assertThat(tale.broken()).isEmpty();
        }

        @Test
        void aClaimThatIsMadeAgainAndGivesTheSameSlotIsNot() {
            tale.joins("p", 0)
                    .claims("a", "p", 1)
                    .served("a", 2, "7")
                    .claims("b", "p", 3)
                    .served("b", 4, "7");
            tale.served("a", 5, "7");
            assertThat(tale.broken()).isEmpty();
        }
    }

    /** I2, the other side. */
    @Nested
    final class PlaceKept {

        @Test
        void aTicketThatIsWorthNothingThoughItsHolderAskedInTimeIsCaught() {
            tale.joins("p", 0).waits("p", 1, 3).refused("p", 4);
            assertThat(tale.broken()).containsExactly("I2");
        }

        @Test
        void aTicketThatLetItsHolderInIsUsed() {
            tale.joins("p", 0).waits("p", 1, 3).claims("a", "p", 4).refused("p", 5);
            assertThat(tale.broken()).isEmpty();
        }

        @Test
        void aTicketWhoseHolderWasAwayForLongMayBeWorthNothing() {
            tale.joins("p", 0).waits("p", 1, 3).refused("p", 7);
            assertThat(tale.broken()).isEmpty();
        }

        @Test
        void aTicketThatWasGivenUpIsWorthNothing() {
            tale.joins("p", 0).waits("p", 1, 3).leaves("p", 3.5).refused("p", 4);
            assertThat(tale.broken()).isEmpty();
        }
    }

    /** I3. */
    @Nested
    final class Order {

        @Test
        void aNewcomerWhoOvertakesIsCaught() {
            tale.joins("p", 0).waits("p", 1, 8).enters("a", 4.5);
            assertThat(tale.broken()).containsExactly("I3");
        }

        @Test
        void aNewcomerWhoOvertakesWhileAnOutageIsMadeGoodIsCaughtToo() {
            tale.joins("p", 0).waits("p", 1, 12).enters("a", 8.5);
            tale.sees(new Event.StoreLost(micros(3.5))).sees(new Event.StoreForgot(micros(4.5)));
            assertThat(tale.broken()).containsExactly("I3");
        }

        @Test
        void aNewcomerForWhomThereIsAnotherPlaceThanThatOfTheOneWhoIsCalledIsNot() {
            tale.joins("p", 0)
                    .waits("p", 1, 4)
                    .polls("p", 5, Turn.CALLED)
                    .enters("a", 5.5)
                    .polls("p", 6, Turn.CALLED);
            assertThat(tale.broken()).isEmpty();
        }

        @Test
        void aNewcomerWhoPassesSomebodyAbsentIsNot() {
            tale.joins("p", 0).waits("p", 1, 2).enters("a", 5.5).waits("p", 6, 7);
            assertThat(tale.broken()).isEmpty();
        }

        @Test
        void aNewcomerWhoPassesSomebodyWhoLeftIsNot() {
            tale.joins("p", 0).waits("p", 1, 3).leaves("p", 3.5).enters("a", 4.5);
            assertThat(tale.broken()).isEmpty();
        }

        @Test
        void aNewcomerInTheSameMomentIsNot() {
            tale.sees(new Event.Joined("p", "g1", new Span(micros(1), micros(1.03)), false));
            tale.enters("a", 1.01).waits("p", 2, 5);
            assertThat(tale.broken()).isEmpty();
        }

        @Test
        void somebodyWhosePollsDiedWithTheirGatewayCountsAsAbsent() {
            tale.joins("p", 0).polls("p", 1, Turn.WAITING).polls("p", 3.5, Turn.WAITING, "g2");
            tale.sees(new Event.GatewayDown("g2", micros(3.6)));
            tale.enters("a", 5).waits("p", 5.5, 7);
            assertThat(tale.broken()).isEmpty();
        }

        @Test
        void aReturnerIsNoNewcomer() {
            tale.joins("p", 0).waits("p", 1, 6).enters("a", null, 4.5, Way.RETURNING);
            assertThat(tale.broken()).isEmpty();
        }

        @Test
        void aTicketThatIsCalledBeforeAnEarlierOneIsCaught() {
            tale.joins("p", 0).joins("q", 1).polls("q", 2, Turn.CALLED).waits("p", 2, 6);
            assertThat(tale.broken()).containsExactly("I3");
        }

        @Test
        void anEarlierTicketThatHearsOfItAMomentLaterIsNot() {
            tale.joins("p", 0).joins("q", 1).polls("q", 2, Turn.CALLED).waits("p", 2.2, 4.3);
            tale.polls("p", 5.2, Turn.CALLED);
            assertThat(tale.broken()).isEmpty();
        }

        @Test
        void ticketsOfOneBatchMayBeCalledInAnyOrder() {
            tale.sees(new Event.Joined("p", "g1", new Span(micros(1), micros(1.02)), false));
            tale.sees(new Event.Joined("q", "g1", new Span(micros(1.01), micros(1.02)), false));
            tale.polls("q", 2, Turn.CALLED).waits("p", 2, 6);
            assertThat(tale.broken()).isEmpty();
        }

        @Test
        void theTicketOfSomebodyWhoWasInBeforeSaysNothingAboutTheOthers() {
            tale.joins("p", 0);
            tale.sees(new Event.Joined("q", "g1", new Span(micros(1), micros(1.02)), true));
            tale.polls("q", 2, Turn.CALLED).waits("p", 2, 6);
            assertThat(tale.broken()).isEmpty();
        }

        @Test
        void nothingIsConcludedWhileTheStreamIsHeld() {
            tale.joins("p", 0)
                    .joins("q", 1)
                    .polls("q", 2, Turn.CALLED)
                    .sets(ON_HOLD, 3)
                    .waits("p", 4, 8);
            assertThat(tale.broken()).isEmpty();
        }

        @Test
        void aWholeRoomCalledAtOnceIsCaught() {
            tale.enters("a", 0).enters("b", 0.5).listens("a", 1, 60).listens("b", 1, 60);
            room(7);
            assertThat(tale.broken()).containsExactly("I3");
        }

        @Test
        void aWholeRoomThatIsCalledBeforeAnybodyWasToldToWaitIsCaught() {
            tale.enters("a", 0).enters("b", 0.5).listens("a", 1, 60).listens("b", 1, 60);
            comers(7, false);
            assertThat(tale.broken()).containsExactly("I3");
        }

        @Test
        void returnersAreCalledFromTheBeginningHoweverMany() {
            tale.enters("a", 0).enters("b", 0.5).listens("a", 1, 60).listens("b", 1, 60);
            comers(7, true);
            assertThat(tale.broken()).isEmpty();
        }

        @Test
        void asManyAsMayFindAPlaceMayBeCalledAtOnce() {
            fourOfSixLeaveAt(19.5);
            room(11);
            assertThat(tale.broken()).isEmpty();
        }

        @Test
        void oneMoreThanMayFindAPlaceIsCaught() {
            fourOfSixLeaveAt(19.5);
            room(12);
            assertThat(tale.broken()).containsExactly("I3");
        }

        @Test
        void moreAreCalledWhereManyDidNotShowUp() {
            tale.enters("a", 0).enters("b", 0.5).listens("a", 1, 60).listens("b", 1, 19);
            for (int i = 0; i < 12; i++) {
                tale.joins("q" + i, 1.5).polls("q" + i, 2.5, Turn.WAITING);
            }
            room(10);
            assertThat(tale.broken()).isEmpty();
        }

        @Test
        void thoseWhoWereCalledOneAfterTheOtherAndEnteredAreNotCounted() {
            tale.enters("a", 0).enters("b", 0.5).listens("a", 1, 60).listens("b", 1, 19);
            for (int i = 0; i < 8; i++) {
                String place = "p" + i;
                double in = 20 + i * 0.5;
                tale.joins(place, 1 + i * 0.02).waits(place, 2, in - 1).polls(place, in, Turn.CALLED);
                tale.claims(place + "s", place, in + 0.2).leaves(place + "s", in + 0.4);
            }
            assertThat(tale.broken()).isEmpty();
        }

        private void fourOfSixLeaveAt(double at) {
            tale.sets(new Rules(Gate.AUTO, 6, RULES.lease()), 0);
            tale.enters("a", 0.2).enters("b", 0.5).listens("a", 1, 60).listens("b", 1, 60);
            for (String name : List.of("c", "d", "e", "f")) {
                tale.enters(name, 0.6).listens(name, 1, at - 0.5).leaves(name, at);
            }
        }

        /** So many come after 20 s, and are called when they ask for the first time. */
        private void comers(int places, boolean returning) {
            for (int i = 0; i < places; i++) {
                String place = "p" + i;
                tale.sees(new Event.Joined(place, "g1", at(20 + i * 0.02), returning));
                for (double at = 21; at <= 23; at += 1) {
                    tale.polls(place, at, Turn.CALLED);
                }
            }
        }

        /** So many wait and are all called after 20 s. */
        private void room(int places) {
            for (int i = 0; i < places; i++) {
                String place = "p" + i;
                tale.joins(place, 1 + i * 0.02).waits(place, 2, 19);
                for (double at = 20; at <= 22; at += 1) {
                    tale.polls(place, at, Turn.CALLED);
                }
            }
        }
    }

    /** I4. */
    @Nested
    final class LeaseKept {

        @Test
        void whoAsksInTimeAndIsCutIsCaught() {
            tale.enters("a", 0).listens("a", 1, 9).cut("a", 10);
            assertThat(tale.broken()).containsExactly("I4");
        }

        @Test
        void whoWasSilentForLongerThanAThirdIsNot() {
            tale.enters("a", 0).listens("a", 1, 9).cut("a", 11.1);
            assertThat(tale.broken()).isEmpty();
        }

        @Test
        void whoNeverPlayedIsNot() {
            tale.enters("a", 0).cut("a", 1);
            assertThat(tale.broken()).isEmpty();
        }

        @Test
        void whoHasLeftIsNot() {
            tale.enters("a", 0).listens("a", 1, 9).leaves("a", 9.5).cut("a", 10);
            assertThat(tale.broken()).isEmpty();
        }

        @Test
        void aThirdOfALoweredLeaseCounts() {
            tale.enters("a", 0).listens("a", 1, 9).sets(new Rules(Gate.AUTO, 2, Duration.ofSeconds(4)), 9.2);
            tale.cut("a", 10.5);
            assertThat(tale.broken()).isEmpty();
        }

        @Test
        void whomTheStoreForgotIsNotCutEither() {
            tale.enters("a", 0).listens("a", 1, 9);
            tale.sees(new Event.StoreLost(micros(9.1)))
                    .sees(new Event.StoreForgot(micros(9.5)))
                    .cut("a", 10);
            assertThat(tale.broken()).containsExactly("I4");
        }

        @Test
        void whoAskedOnAndOnWithoutAnAnswerIsNotCutEither() {
            tale.enters("a", 0).listens("a", 1, 9);
            tale.asksInVain("a", 10.5).asksInVain("a", 12).asksInVain("a", 13.5).cut("a", 15);
            assertThat(tale.broken()).containsExactly("I4");
        }

        @Test
        void whoAskedWithoutAnAnswerAndThenPausedMayBe() {
            tale.enters("a", 0).listens("a", 1, 9);
            tale.asksInVain("a", 10.5).asksInVain("a", 13.5).cut("a", 15);
            assertThat(tale.broken()).isEmpty();
        }

        @Test
        void anOutageThatForgetsNothingCutsNobody() {
            tale.enters("a", 0).listens("a", 1, 9);
            tale.sees(new Event.StoreLost(micros(5)))
                    .sees(new Event.StoreBack(micros(9.5)))
                    .cut("a", 10);
            assertThat(tale.broken()).containsExactly("I4");
        }
    }

    /** I5. */
    @Nested
    final class SlotFreed {

        @Test
        void aSlotThatStaysTakenIsCaught() {
            tale.enters("a", 0).enters("b", 0.5).listens("a", 1, 60).listens("b", 1, 3);
            tale.joins("p", 2).waits("p", 3, 60);
            assertThat(tale.broken()).containsExactly("I5");
        }

        @Test
        void aSlotThatIsTakenByTheNextOneIsNot() {
            tale.enters("a", 0).enters("b", 0.5).listens("a", 1, 60).listens("b", 1, 3);
            tale.joins("p", 2).waits("p", 3, 14).claims("c", "p", 15).listens("c", 16, 60);
            tale.joins("q", 4).waits("q", 5, 60);
            assertThat(tale.broken()).isEmpty();
        }

        @Test
        void aSlotThatStaysTakenWhileAnotherComesAndGoesIsCaught() {
            tale.sets(new Rules(Gate.AUTO, 3, RULES.lease()), 0).joins("p", 2).waits("p", 3, 60);
            tale.enters("b", 0.5)
                    .listens("b", 1, 3)
                    .enters("c", 0.6)
                    .listens("c", 1, 3)
                    .enters("d", 0.7);
            for (int i = 0; i < 8; i++) {
                tale.joins("q" + i, 1 + i * 0.1);
            }
            tale.listens("d", 1, 16).leaves("d", 16.5);
            tale.claims("q0s", "q0", 17).listens("q0s", 18, 20).leaves("q0s", 20.5);
            tale.claims("q1s", "q1", 21).listens("q1s", 22, 60);
            assertThat(tale.broken()).containsExactly("I5");
        }

        @Test
        void placesThatAreTakenOneAfterTheOtherAreNot() {
            tale.joins("p", 2).waits("p", 3, 60).enters("a", 0.5).enters("b", 0.6);
            tale.listens("a", 1, 9).leaves("a", 10).listens("b", 1, 11).leaves("b", 12);
            for (int i = 0; i < 8; i++) {
                double in = 12 + i * 2;
                tale.joins("q" + i, 1 + i * 0.1);
                tale.claims("s" + i, "q" + i, in)
                        .listens("s" + i, in + 1, in + 2)
                        .leaves("s" + i, in + 3.5);
            }
            tale.joins("z1", 1.8).claims("z1s", "z1", 28).listens("z1s", 29, 60);
            tale.joins("z2", 1.9).claims("z2s", "z2", 31).listens("z2s", 32, 60);
            assertThat(tale.broken()).isEmpty();
        }

        @Test
        void aSlotThatALostAnswerMayHaveTakenIsNot() {
            tale.enters("a", 0).listens("a", 1, 22).joins("p", 2).waits("p", 3, 22);
            tale.asksInVain("x", 3).asksInVain("x", 12).asksInVain("x", 18);
            assertThat(tale.broken()).isEmpty();
        }

        @Test
        void nothingIsConcludedWhenWhoWaitsAsksTooLate() {
            tale.enters("a", 0).listens("a", 1, 60).joins("p", 2);
            for (double at = 3; at < 60; at += 3) {
                tale.polls("p", at, Turn.WAITING);
            }
            assertThat(tale.broken()).isEmpty();
        }

        @Test
        void nobodyEntersAStreamThatIsHeld() {
            tale.enters("a", 0)
                    .listens("a", 1, 60)
                    .sets(ON_HOLD, 0.5)
                    .joins("p", 2)
                    .waits("p", 3, 60);
            assertThat(tale.broken()).isEmpty();
        }
    }

    /** I7. */
    @Nested
    final class Tokens {

        @Test
        void aForgedTokenThatOpensSomethingIsCaught() {
            tale.sees(new Event.Tried("an altered session", "g1", at(1), true));
            assertThat(tale.broken()).containsExactly("I7");
        }

        @Test
        void aForgedTokenThatOpensNothingIsNot() {
            tale.sees(new Event.Tried("an altered session", "g1", at(1), false));
            assertThat(tale.broken()).isEmpty();
        }

        @Test
        void aSessionThatGoesOnAfterItLeftIsCaught() {
            tale.enters("a", 0).listens("a", 1, 3).leaves("a", 4).served("a", 7, null);
            assertThat(tale.broken()).containsExactly("I7");
        }

        @Test
        void aGatewayThatHasNotHeardOfItYetIsNot() {
            tale.enters("a", 0).listens("a", 1, 3).leaves("a", 4).served("a", 5.5, null);
            assertThat(tale.broken()).isEmpty();
        }
    }

    /** I10. */
    @Nested
    final class ChangeApplied {

        @Test
        void aGatewayThatIsNotNamedIsCaught() {
            tale.sees(new Event.GatewayUp("g1", 0)).sees(new Event.GatewayUp("g2", 0));
            tale.sets(ON_HOLD, 5, Set.of("g1"), Set.of());
            assertThat(tale.broken()).containsExactly("I10");
        }

        @Test
        void aGatewayThatIsNamedAsSilentIsNamed() {
            tale.sees(new Event.GatewayUp("g1", 0)).sees(new Event.GatewayUp("g2", 0));
            tale.sees(new Event.Changed(at(5), ON_HOLD, Set.of("g1"), Set.of(), Set.of("g2")));
            assertThat(tale.broken()).isEmpty();
        }

        @Test
        void ofGatewaysThatAreNotNamedTheOthersAreCaughtWhereOnlySilentOnesAre() {
            tale.sees(new Event.GatewayUp("g1", 0)).sees(new Event.GatewayUp("g2", 0));
            tale.sees(new Event.Changed(at(5), ON_HOLD, Set.of(), Set.of(), Set.of("g2")));
            assertThat(tale.broken()).containsExactly("I10");
        }

        @Test
        void aGatewayThatIsSilentMayDoAsBefore() {
            tale.sees(new Event.Changed(at(5), ON_HOLD, Set.of("g2"), Set.of(), Set.of("g1")));
            tale.sees(new Event.Shown("g1", at(5.2), "auto")).enters("a", 5.5);
            assertThat(tale.broken()).isEmpty();
        }

        @Test
        void aGatewayThatWasKilledNeedNotBeNamed() {
            tale.sees(new Event.GatewayUp("g1", 0)).sees(new Event.GatewayUp("g2", 0));
            tale.sees(new Event.GatewayDown("g2", micros(4))).sets(ON_HOLD, 5, Set.of("g1"), Set.of());
            assertThat(tale.broken()).isEmpty();
        }

        @Test
        void aGatewayThatDoesNotDoWhatItIsSaidToDoIsCaught() {
            tale.sets(ON_HOLD, 5).sees(new Event.Shown("g1", at(5.2), "auto"));
            assertThat(tale.broken()).containsExactly("I10");
        }

        @Test
        void aGatewayThatLetsSomebodyInWhileItHoldsIsCaught() {
            tale.sets(ON_HOLD, 5).enters("a", 6);
            assertThat(tale.broken()).containsExactly("I10");
        }

        @Test
        void aGatewayThatIsReportedAsLateMayBeLate() {
            tale.sets(ON_HOLD, 5, Set.of("g2"), Set.of("g1"));
            tale.sees(new Event.Shown("g1", at(5.2), "auto")).enters("a", 5.5);
            assertThat(tale.broken()).isEmpty();
        }

        @Test
        void anAnswerThatWasUnderWayDuringTheChangeIsNot() {
            tale.sets(ON_HOLD, 5).sees(new Event.Shown("g1", at(5.005), "auto"));
            assertThat(tale.broken()).isEmpty();
        }
    }
}
