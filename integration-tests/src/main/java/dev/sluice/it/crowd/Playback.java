package dev.sluice.it.crowd;

import dev.sluice.it.crowd.Gateways.Gateway;
import dev.sluice.it.observer.Event;
import dev.sluice.it.observer.Event.Ask;
import java.net.URI;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What a player does in a round: the playlist, down to the one with segments, and its newest segment. */
final class Playback {

    /** How a round ended. */
    enum Outcome {
        /** A segment is here, or there was none yet. */
        PLAYED,
        /** The slot is there, the origin is not. */
        TROUBLE,
        /** The stream has ended. */
        OVER,
        /** The slot is gone. */
        CUT,
        /** The slot is gone, and the answer brought a session with another. */
        ANEW
    }

    /** What the token said that a question was asked with. */
    private record Shown(Optional<Long> number, @Nullable String slot) {

        static Shown of(Purse purse) {
            return new Shown(
                    Purse.number(purse.session()), Purse.slot(purse.session()).orElse(null));
        }
    }

    private final Crowd.Scene scene;
    private final Contract contract;
    private final Purse purse;
    private final Errands errands;
    private final BooleanSupplier listens;
    private final Supplier<String> anew;

    /**
     * @param listens whether the listener is still there: who has left meanwhile asks for nothing more
     * @param anew names the session that an answer brings in place of the one asked with
     */
    Playback(
            Crowd.Scene scene,
            Contract contract,
            Purse purse,
            Errands errands,
            BooleanSupplier listens,
            Supplier<String> anew) {
        this.scene = scene;
        this.contract = contract;
        this.purse = purse;
        this.errands = errands;
        this.listens = listens;
        this.anew = anew;
    }

    void round(String session, Consumer<Outcome> then) {
        Gateway gateway = errands.gateway();
        playlist(contract.playlist(gateway.url()), gateway, session, then);
    }

    private void playlist(URI url, Gateway gateway, String session, Consumer<Outcome> then) {
        Shown asked = Shown.of(purse);
        errands.ask(contract.media(url), gateway, session, reply -> {
            Outcome outcome = judge(reply, gateway, session, Ask.PLAYLIST, asked);
            // Only a playlist is read as one: what tells of a cut is a document.
            URI next =
                    outcome == Outcome.PLAYED ? Playlist.last(reply.text(), url).orElse(url) : url;
            if (next.equals(url) || !contract.isOwn(next, gateway.url()) || !listens.getAsBoolean()) {
                then.accept(outcome);
            } else if (Playlist.isMultivariant(reply.text())) {
                playlist(next, gateway, session, then);
            } else {
                segment(next, gateway, session, then);
            }
        });
    }

    private void segment(URI url, Gateway gateway, String session, Consumer<Outcome> then) {
        Shown asked = Shown.of(purse);
        errands.ask(contract.media(url), gateway, session, reply -> {
            Outcome outcome = judge(reply, gateway, session, Ask.SEGMENT, asked);
            if (outcome == Outcome.PLAYED) {
                scene.tally().segment();
            }
            then.accept(outcome);
        });
    }

    /** Tells the witness what an answer means. What comes from the origin, or is about it, is for holders of a slot. */
    private Outcome judge(Reply reply, Gateway gateway, String session, Ask ask, Shown asked) {
        int status = reply.status();
        if (status == 410) {
            return Outcome.OVER;
        }
        boolean aboutTheOrigin = status == 404 || status == 502 || status == 504;
        Optional<Long> now = Purse.number(purse.session());
        if ((reply.ok() || reply.redirects()) && now.isPresent() && !now.equals(asked.number())) {
            scene.witness().accept(new Event.Cut(session, gateway.name(), reply.span()));
            scene.witness()
                    .accept(new Event.Admitted(anew.get(), null, gateway.name(), reply.span(), Event.Way.RETURNING));
            return Outcome.ANEW;
        }
        if (reply.ok() || aboutTheOrigin) {
            // With another slot in its token by now, it was not served under the one that it asked with.
            @Nullable
            String still = Purse.slot(purse.session())
                    .filter(slot -> slot.equals(asked.slot()))
                    .orElse(null);
            scene.witness().accept(new Event.Served(session, gateway.name(), reply.span(), ask, still));
            return aboutTheOrigin ? Outcome.TROUBLE : Outcome.PLAYED;
        }
        scene.witness().accept(new Event.Cut(session, gateway.name(), reply.span()));
        return Outcome.CUT;
    }
}
