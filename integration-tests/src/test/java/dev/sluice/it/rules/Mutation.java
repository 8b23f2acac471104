package dev.sluice.it.rules;

import java.util.List;

/**
 * One way to switch a rule off.
 *
 * @param rule the rule's name in the model
 * @param purpose what the rule is for
 * @param without what is wrong then
 * @param test the test that has to fail then: class, {@code #}, method, with its parameters' types if it has any
 * @param edits what is done to the code
 */
record Mutation(String rule, String purpose, String without, String test, List<Edit> edits) {

    /**
     * A change of one file.
     *
     * @param in the file, from the project's folder on; of a script of a stream, its name alone
     * @param find what is there, exactly once
     * @param write what is there instead
     */
    record Edit(String in, String find, String write) {}

    String name() {
        return rule + ": " + without;
    }

    /** Class and method, without packages and parameters. */
    String shortTest() {
        String method = testMethod();
        return method.substring(method.lastIndexOf('.', method.indexOf('#')) + 1);
    }

    /** The test without its parameters. */
    String testMethod() {
        return test.replaceAll("\\(.*", "");
    }
}
