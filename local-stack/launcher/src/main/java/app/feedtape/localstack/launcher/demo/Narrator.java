package app.feedtape.localstack.launcher.demo;

import app.feedtape.localstack.launcher.Refused;

/**
 * Says what is done and holds it to what should have come of it: the first thing that is wrong ends
 * the demo.
 */
final class Narrator {
    private int step;

    void step(String what) {
        step++;
        System.out.printf("%n%2d. %s%n", step, what);
    }

    void say(String line) {
        System.out.println("    " + line);
    }

    void check(boolean right, String claim) {
        System.out.printf("    %s %s%n", right ? "ok  " : "FAIL", claim);
        if (!right) {
            throw new Refused("step %d went wrong: %s".formatted(step, claim));
        }
    }

    void check(boolean right, String claim, Object got) {
        check(right, right ? claim : "%s, but got %s".formatted(claim, got));
    }
}
