package dev.sluice.it.crowd;

import dev.sluice.it.crowd.Gateways.Gateway;
import dev.sluice.it.observer.Event;
import dev.sluice.it.observer.Event.Ask;
import java.net.URI;
import java.util.function.Consumer;
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
        CUT
    }

    private final Crowd.Scene scene;
    private final Contract contract;
    private final Purse purse;
    private final Errands errands;

    Playback(Crowd.Scene scene, Contract contract, Purse purse, Errands errands) {
        this.scene = scene;
        this.contract = contract;
        this.purse = purse;
        this.errands = errands;
    }

    void round(String session, Consumer<Outcome> then) {
        Gateway gateway = errands.gateway();
        playlist(contract.playlist(gateway.url()), gateway, session, then);
    }

    private void playlist(URI url, Gateway gateway, String session, Consumer<Outcome> then) {
        @Nullable String slot = Purse.slot(purse.session()).orElse(null);
        errands.ask(contract.media(url), gateway, session, reply -> {
            Outcome outcome = judge(reply, gateway, session, Ask.PLAYLIST, slot);
            // Only a playlist is read as one: what tells of a cut is a document.
            URI next =
                    outcome == Outcome.PLAYED ? Playlist.last(reply.text(), url).orElse(url) : url;
            if (next.equals(url) || !contract.isOwn(next, gateway.url())) {
                then.accept(outcome);
            } else if (Playlist.isMultivariant(reply.text())) {
                playlist(next, gateway, session, then);
            } else {
                segment(next, gateway, session, then);
            }
        });
    }

    private void segment(URI url, Gateway gateway, String session, Consumer<Outcome> then) {
        @Nullable String slot = Purse.slot(purse.session()).orElse(null);
        errands.ask(contract.media(url), gateway, session, reply -> {
            Outcome outcome = judge(reply, gateway, session, Ask.SEGMENT, slot);
            if (outcome == Outcome.PLAYED) {
                scene.tally().segment();
            }
            then.accept(outcome);
        });
    }

    /** Tells the witness what an answer means. What comes from the origin, or is about it, is for holders of a slot. */
    private Outcome judge(Reply reply, Gateway gateway, String session, Ask ask, @Nullable String slot) {
        int status = reply.status();
        if (status == 410) {
            return Outcome.OVER;
        }
        boolean aboutTheOrigin = status == 404 || status == 502 || status == 504;
        if (reply.ok() || aboutTheOrigin) {
            // With another slot in its token by now, it was not served under the one that it asked with.
            @Nullable
            String still =
                    Purse.slot(purse.session()).filter(now -> now.equals(slot)).orElse(null);
            scene.witness().accept(new Event.Served(session, gateway.name(), reply.span(), ask, still));
            return aboutTheOrigin ? Outcome.TROUBLE : Outcome.PLAYED;
        }
        scene.witness().accept(new Event.Cut(session, gateway.name(), reply.span()));
        return Outcome.CUT;
    }
}
