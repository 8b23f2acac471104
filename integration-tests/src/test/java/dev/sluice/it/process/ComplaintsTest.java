package dev.sluice.it.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class ComplaintsTest {

    @Test
    void aLogWithoutComplaintsHasNone() {
        assertThat(Complaints.in(List.of("started", "a listener blocks nothing", "stopped")))
                .isEmpty();
    }

    @Test
    void aLeakIsAComplaint() {
        assertThat(Complaints.in(List.of(
                        "started",
                        "2026-11-23 ERROR 1 --- [epoll-1] i.n.u.ResourceLeakDetector : LEAK: ByteBuf.release() was not called",
                        "stopped")))
                .hasSize(1);
    }

    @Test
    void aComplaintIsToldWithTheLinesThatFollow() {
        assertThat(Complaints.in(List.of(
                        "started", "Blocking call! java.lang.Thread.sleep on reactor-http-nio-1", "\tat Sleeper.java")))
                .singleElement()
                .asString()
                .startsWith("Blocking call! java.lang.Thread.sleep")
                .endsWith("Sleeper.java");
    }
}
