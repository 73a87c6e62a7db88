package app.feedtape.localstack.engines;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** Signals Java has no name for. */
public final class Signals {
    private Signals() {}

    /** Says whether the signal was delivered. */
    public static boolean send(long pid, String signal) {
        try {
            var kill =
                    new ProcessBuilder("kill", "-" + signal, Long.toString(pid))
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start();
            return kill.waitFor(5, TimeUnit.SECONDS) && kill.exitValue() == 0;
        } catch (IOException missing) {
            return false;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
