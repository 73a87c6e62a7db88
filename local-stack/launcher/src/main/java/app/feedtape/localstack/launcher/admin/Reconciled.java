package app.feedtape.localstack.launcher.admin;

import app.feedtape.localstack.launcher.Refused;
import app.feedtape.localstack.launcher.admin.Reports.Report;
import app.feedtape.localstack.launcher.client.Operator;
import app.feedtape.localstack.launcher.settings.Room;
import java.time.Duration;
import java.util.ArrayList;
import tools.jackson.databind.JsonNode;

/** Everything bought, compared with the stores: waits until it is done and says what was found. */
final class Reconciled {
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(300);
    private static final int LOOKS = 1_000;

    private Reconciled() {}

    static Report by(Operator operator) {
        var run = Operator.done(operator.at(Room.BILLING).post("/internal/reconciliations", null));
        String address = "/internal/reconciliations/" + run.path("id").asString("");
        for (int look = 0; look < LOOKS && isRunning(run); look++) {
            pause();
            run = Operator.done(operator.at(Room.BILLING).get(address));
        }
        return new Report(run.path("state").asString("").equals("finished"), run, inWords(run));
    }

    private static boolean isRunning(JsonNode run) {
        return run.path("state").asString("").equals("running");
    }

    private static String inWords(JsonNode run) {
        var text = new ArrayList<String>();
        text.add(
                "%s: %d subscriptions asked about, %d repaired, %d nobody had told of, %d unclear, %d not answered for."
                        .formatted(
                                run.path("state").asString(""),
                                run.path("asked").asLong(0),
                                run.path("repaired").asLong(0),
                                run.path("missing").asLong(0),
                                run.path("unclear").asLong(0),
                                run.path("unanswered").asLong(0)));
        for (JsonNode each : run.path("differences")) {
            text.add(
                    "  %s %s %s: was %s, is %s"
                            .formatted(
                                    each.path("kind").asString(""),
                                    each.path("store").asString(""),
                                    each.path("original_id").asString(""),
                                    each.path("was").asString("nothing"),
                                    each.path("is").asString("nothing")));
        }
        return String.join("\n", text);
    }

    private static void pause() {
        try {
            Thread.sleep(BETWEEN_LOOKS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new Refused("Stopped; the comparison goes on.", stopped);
        }
    }
}
