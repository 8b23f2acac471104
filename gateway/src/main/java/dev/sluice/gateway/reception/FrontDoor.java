package dev.sluice.gateway.reception;

import dev.sluice.config.policy.LivePolicy;
import dev.sluice.config.policy.StreamState;
import dev.sluice.gateway.admission.Use;
import dev.sluice.gateway.edge.EdgeRequest;
import dev.sluice.gateway.edge.StreamDirectory;
import dev.sluice.gateway.edge.Target;
import dev.sluice.gateway.edge.Wish;
import dev.sluice.gateway.pages.Asset;
import dev.sluice.gateway.pages.Pages;
import dev.sluice.gateway.reception.Credentials.Way;
import dev.sluice.gateway.reception.Decision.Answer;
import dev.sluice.gateway.reply.Field;
import dev.sluice.gateway.reply.Problem;
import dev.sluice.gateway.reply.Reply;
import dev.sluice.gateway.token.Tokens;
import dev.sluice.redis.store.StoreClock;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * The decision chain. Every way into the gateway asks it, and none gets around it. Never blocks; asks the store only
 * where the package's description says so.
 */
public final class FrontDoor {

    private final StreamDirectory directory;
    private final Tokens tokens;
    private final StoreClock clock;
    private final Pages pages;
    private final Desks desks;

    FrontDoor(StreamDirectory directory, Tokens tokens, StoreClock clock, Pages pages, Desks desks) {
        this.directory = directory;
        this.tokens = tokens;
        this.clock = clock;
        this.pages = pages;
        this.desks = desks;
    }

    /** The steps behind the door. */
    record Desks(MediaDesk media, ControlDesk control, Entrance entrance, Admissions admissions, Sites sites) {}

    /** What becomes of a request. */
    public Mono<Decision> decide(EdgeRequest request) {
        Target target = directory.find(request.client().host(), request.path());
        if (target instanceof Target.File file) {
            return Mono.just(Answer.of(file(request, file)));
        }
        if (target instanceof Target.Media media) {
            return shared(visit(request, media.live()), visit -> media(visit, media));
        }
        if (target instanceof Target.Listen listen) {
            return shared(visit(request, listen.live()), this::listen);
        }
        if (target instanceof Target.Control control) {
            return shared(
                    visit(request, control.live()), visit -> desks.control().decide(visit, control));
        }
        return Mono.just(Answer.of(nothing(request)));
    }

    /** A problem as an answer: for errors that come after the decision. */
    public Reply problem(EdgeRequest request, Problem problem) {
        LivePolicy live =
                directory.find(request.client().host(), request.path()).live();
        Reply reply = screens().problem(request, live, problem);
        return live == null ? reply : reply.with(desks.sites().shared(request, live));
    }

    private interface Step {
        Mono<Decision> decide(Visit visit);
    }

    private Mono<Decision> shared(Visit visit, Step step) {
        List<Field> fields = desks.sites().shared(visit.request(), visit.live());
        return step.decide(visit).map(decision -> decision.with(fields));
    }

    private Mono<Decision> media(Visit visit, Target.Media media) {
        Reply refused = rules(visit);
        return refused == null ? desks.media().decide(visit, media) : Mono.just(Answer.of(refused));
    }

    private Mono<Decision> listen(Visit visit) {
        if (!visit.is("GET") && !visit.is("HEAD") && !visit.is("OPTIONS")) {
            return Mono.just(Answer.of(screens()
                    .problem(visit.request(), visit.live(), MediaRules.notAllowed("GET, HEAD, OPTIONS"))
                    .with("Allow", "GET, HEAD, OPTIONS")));
        }
        Reply refused = rules(visit);
        if (refused != null) {
            return Mono.just(Answer.of(refused));
        }
        if (visit.is("HEAD")) {
            return Mono.just(Answer.of(Reply.empty(200).with("Content-Type", "text/html;charset=UTF-8")));
        }
        Wish wish = Wish.of(visit.request().headers()) == Wish.DOCUMENT ? Wish.DOCUMENT : Wish.PAGE;
        return desks.admissions()
                .session(visit.live(), visit.credentials(), Use.LOOK)
                .flatMap(found -> found.isEmpty()
                        ? desks.entrance().enter(visit, wish)
                        : Mono.just(listening(visit, found.get())));
    }

    private Decision listening(Visit visit, AdmissionDecision.Held held) {
        if (held.way() == Way.CHECK) {
            return desks.entrance().withToken(visit, held.token());
        }
        return Answer.of(screens()
                .listen(visit.live(), held)
                .with(desks.entrance()
                        .handout()
                        .renewed(visit.live(), visit.request().client(), held)));
    }

    /** Method, then whether the stream is over; null when it may go on. */
    private @Nullable Reply rules(Visit visit) {
        String methods = MediaRules.methods(visit.live().policy());
        if (visit.is("OPTIONS")) {
            return desks.sites().options(visit.request(), visit.live(), methods);
        }
        if (!visit.live().policy().methods().contains(visit.request().method())) {
            return screens()
                    .problem(visit.request(), visit.live(), MediaRules.notAllowed(methods))
                    .with("Allow", methods);
        }
        if (visit.live().policy().state() == StreamState.ENDED) {
            desks.admissions().ended(visit.live());
            return screens().ended(visit);
        }
        return null;
    }

    private Visit visit(EdgeRequest request, LivePolicy live) {
        return new Visit(request, live, Credentials.read(request, live.id(), tokens, clock));
    }

    private Reply file(EdgeRequest request, Target.File file) {
        Optional<Asset> asset = pages.asset(file.path());
        if (asset.isEmpty()) {
            return nothing(request);
        }
        boolean gzip = request.headers().list("Accept-Encoding").contains("gzip");
        Reply reply = Reply.of(
                200,
                asset.get().headers(),
                gzip ? asset.get().gzip() : asset.get().plain());
        return gzip ? reply.with("Content-Encoding", "gzip") : reply;
    }

    private Reply nothing(EdgeRequest request) {
        return screens()
                .problem(
                        request,
                        null,
                        Problem.of(
                                404,
                                "unknown-path",
                                "There is nothing here",
                                "No stream of this gateway has this address. Check the spelling of the URL."));
    }

    private Screens screens() {
        return desks.entrance().screens();
    }
}
