package app.feedtape.localstack.launcher;

import app.feedtape.localstack.launcher.settings.StackSettings;

/** The short table a start ends with. */
final class Addresses {
    private Addresses() {}

    static String table(StackSettings settings) {
        return """

          gateway   %1$s
          docs      %4$s
          world     %2$s          sign-in, feeds, clock: all stand-ins
          mail      %2$s/mail
          store     %2$s/stripe
          logs      %3$s          (./feedtape logs gateway -f)

        Next: ./feedtape demo
        """
                .formatted(
                        settings.publicUrl(),
                        settings.world(),
                        settings.logs(),
                        settings.root().resolve("docs"));
    }
}
