package dev.sluice.config.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

final class PolicyLayersTest {

    private static final ObjectNode BASE = tree("{'origin':'http://o.example','capacity':100,'title':'Concert'}");

    @Test
    void aPatchLiesOverTheFile() {
        StreamPolicy policy = policy(tree("{'capacity':200}"), List.of());
        assertThat(policy.capacity()).isEqualTo(200);
        assertThat(policy.title()).isEqualTo("Concert");
    }

    @Test
    void anOverlayLiesOverBothAndALaterOneOverIt() {
        StreamPolicy policy = policy(
                tree("{'capacity':200,'message':'Soon'}"),
                List.of(tree("{'capacity':300,'gate':'hold'}"), tree("{'capacity':400}")));
        assertThat(policy.capacity()).isEqualTo(400);
        assertThat(policy.gate()).isEqualTo(Gate.HOLD);
        assertThat(policy.message()).isEqualTo("Soon");
    }

    @Test
    void aPatchCanLiftALimitOfTheFile() {
        ObjectNode base = tree("{'origin':'http://o.example','arrivalRate':'5/s'}");
        PolicyLayers layers = new PolicyLayers(base, tree("{'arrivalRate':'none'}"), List.of());
        assertThat(((Checked.Valid<StreamPolicy>) layers.effective()).value().arrivalRate())
                .isEqualTo(Rate.NONE);
    }

    @Test
    void whatOnlyTogetherIsWrongIsToldToo() {
        PolicyLayers layers = new PolicyLayers(BASE, tree("{'lease':'2m'}"), List.of());
        assertThat(layers.effective().wrong()).extracting(Problem::field).containsExactly("firstLease");
    }

    @Test
    void layersAreNotChangedByBeingMerged() {
        ObjectNode patch = tree("{'capacity':200}");
        PolicyLayers layers = new PolicyLayers(BASE, patch, List.of(tree("{'capacity':7}")));
        assertThat(layers.merged()).isEqualTo(layers.merged());
        assertThat(patch).isEqualTo(tree("{'capacity':200}"));
        assertThat(BASE.path("capacity").asInt()).isEqualTo(100);
    }

    private static StreamPolicy policy(ObjectNode patch, List<ObjectNode> overlays) {
        return ((Checked.Valid<StreamPolicy>) new PolicyLayers(BASE, patch, overlays).effective()).value();
    }

    private static ObjectNode tree(String json) {
        return (ObjectNode) JsonMapper.shared().readTree(json.replace('\'', '"'));
    }
}
