package dev.sluice.gateway.reception;

import dev.sluice.gateway.admission.Holds;
import dev.sluice.gateway.admission.Sessions;
import dev.sluice.gateway.edge.StreamDirectory;
import dev.sluice.gateway.metrics.GatewayMeters;
import dev.sluice.gateway.pages.Pages;
import dev.sluice.gateway.token.Tokens;
import dev.sluice.gateway.waitingroom.TicketDesk;
import dev.sluice.redis.admission.SlotLedger;
import dev.sluice.redis.store.StoreClock;
import dev.sluice.redis.waitingroom.WaitingRoom;
import java.util.Optional;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import reactor.core.scheduler.Schedulers;

/** Builds the decision chain. */
@Configuration(proxyBeanMethods = false)
final class ReceptionConfiguration {

    @Bean
    static Admissions.Listeners listeners(Sessions sessions, TicketDesk tickets, Holds holds, GatewayMeters meters) {
        return new Admissions.Listeners(sessions, tickets, holds, meters);
    }

    @Bean
    static Admissions admissions(SlotLedger ledger, Admissions.Listeners listeners) {
        return new Admissions(ledger, listeners, Schedulers.parallel());
    }

    @Bean
    static FrontDoor.Desks desks(
            Admissions admissions,
            Admissions.Listeners listeners,
            WaitingRoom room,
            ControlDesk.Front front,
            StoreClock clock) {
        Entrance entrance = new Entrance(admissions, front.screens(), front.documents(), front.handout(), clock);
        MediaDesk media = new MediaDesk(admissions, listeners.tickets(), listeners.holds(), entrance, front.handout());
        ControlDesk control = new ControlDesk(admissions, listeners.sessions(), listeners.tickets(), room, front);
        return new FrontDoor.Desks(media, control, entrance, admissions, front.sites());
    }

    @Bean
    static ControlDesk.Front front(Tokens tokens, Pages pages, @Value("${sluice.public-url:}") String publicUrl) {
        Handout handout = new Handout(tokens);
        Optional<String> site = publicUrl.isBlank() ? Optional.empty() : Optional.of(publicUrl.replaceAll("/+$", ""));
        return new ControlDesk.Front(new Screens(pages, handout), new Documents(handout), handout, new Sites(site));
    }

    @Bean
    static FrontDoor frontDoor(
            StreamDirectory directory, Tokens tokens, StoreClock clock, Pages pages, FrontDoor.Desks desks) {
        return new FrontDoor(directory, tokens, clock, pages, desks);
    }
}
