package dev.sluice.admin.policy;

import dev.sluice.config.policy.Problem;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** {@code {"state":"live"}} or {@code {"state":"ended"}}: a live edit of that one setting. */
final class StateRequest {

    private StateRequest() {}

    static List<Problem> problems(ObjectNode json) {
        List<Problem> problems = new ArrayList<>();
        String state = json.path("state").asString("nothing");
        if (!state.equals("live") && !state.equals("ended")) {
            problems.add(new Problem("state", state, "live or ended"));
        }
        json.propertyNames().stream()
                .filter(name -> !name.equals("state"))
                .forEach(name -> problems.add(new Problem(name, json.path(name).toString(), "state only")));
        return problems;
    }
}
