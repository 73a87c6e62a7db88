package app.feedtape.localstack.launcher.seed;

import app.feedtape.localstack.launcher.client.Http;
import app.feedtape.localstack.launcher.settings.StackSettings;
import java.util.Map;
import java.util.stream.StreamSupport;

/**
 * Thirty-two days pass, with somebody listening every fourth: history, a renewal and the end of a
 * trial come of it.
 */
record PastMonth(StackSettings settings, People people) {
    private static final int LISTENINGS = 8;
    private static final String STEP = "P4D";
    private static final String DIARY =
            "Entry number %d of a listening diary. Today the tape ran on while the rain kept time on the roof. ";

    void pass(String listener, String other) {
        if (daysListened(listener) >= LISTENINGS / 2) {
            return;
        }
        for (int entry = 1; entry <= LISTENINGS; entry++) {
            people.listen(
                    people.signIn(listener), DIARY.formatted(entry).repeat(entry % 4 + 2).strip());
            if (entry == 1) {
                people.listen(
                        people.signIn(other),
                        "Esta es la primera frase, y también la última de la prueba.");
            }
            advance();
            System.out.printf("  %d days have passed%n", entry * 4);
        }
    }

    private long daysListened(String email) {
        var history = people.signIn(email).get("/api/tts/usage").json().path("history");
        return StreamSupport.stream(history.spliterator(), false)
                .filter(day -> day.path("characters").asLong(0) > 0)
                .count();
    }

    private void advance() {
        var answer = Http.at(settings.world()).post("/clock", Map.of("advance", STEP));
        if (answer.status() != 200) {
            throw People.wrong("move the clock", answer);
        }
    }
}
