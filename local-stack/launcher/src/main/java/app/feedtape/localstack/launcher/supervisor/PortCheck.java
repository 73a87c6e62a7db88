package app.feedtape.localstack.launcher.supervisor;

import app.feedtape.localstack.engines.Ports;
import app.feedtape.localstack.launcher.Refused;
import app.feedtape.localstack.launcher.settings.StackSettings;
import java.util.HashMap;

/** Says before anything is started which port is taken, and by which setting it is moved. */
final class PortCheck {
    private PortCheck() {}

    static void requireFree(StackSettings settings) {
        var byPort = new HashMap<Integer, String>();
        settings.ports()
                .forEach((setting, port) -> {
                    var other = byPort.put(port, setting);
                    if (other != null) {
                        throw new Refused(
                                "%s and %s are both %d: give one of them another port."
                                        .formatted(other, setting, port));
                    }
                    if (!Ports.isFree(port)) {
                        throw new Refused(
                                "Port %d is in use by another program: set %s to a free one."
                                        .formatted(port, setting));
                    }
                });
    }
}
