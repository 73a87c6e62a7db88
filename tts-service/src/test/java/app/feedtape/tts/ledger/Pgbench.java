package app.feedtape.tts.ledger;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** PostgreSQL's own load generator, with the ledger's two statements as its script. */
final class Pgbench implements Baseline {

    private static final Pattern TPS = Pattern.compile("tps = ([0-9.]+) \\(without");
    private static final int STATEMENTS = 2;

    private final int port;
    private final String password;
    private final Path script;

    Pgbench(int port, String password, Path folder) throws IOException {
        this.port = port;
        this.password = password;
        this.script = Files.writeString(folder.resolve("ledger.pgbench"), script());
    }

    static boolean isThere() {
        try {
            return new ProcessBuilder("pgbench", "--version")
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException notThere) {
            return false;
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    @Override
    public String name() {
        return "pgbench -M prepared";
    }

    /** The constants of the production code, with values that pgbench can make. */
    private static String script() {
        String payer = "'00000000-0000-4000-0000-' || lpad(to_hex(cast(:who as integer)), 12, '0')";
        String hold =
                HoldStatement.SQL
                        .replace(":payer", payer)
                        .replace(":account", payer)
                        .replace(":audio", payer)
                        .replace(":id", "uuidv7()")
                        .replace(":entry", "uuidv7()")
                        .replace(":characters", "100")
                        .replace(":requests", "1")
                        .replace(":limit", "4000000000000");
        String commit =
                CommitStatement.SQL
                        .replace(":entry", "uuidv7()")
                        .replace(":hash", "sha256(convert_to(:hold, 'UTF8'))")
                        .replace(":voice", "'Joanna'")
                        .replace(":engine", "'standard'")
                        .replace(":speed", "100")
                        .replace(":characters", "100");
        return """
        \\set who random(0, 999)
        %s
        \\gset
        %s;
        """
                .formatted(hold.strip(), commit.strip());
    }

    @Override
    public double decisionsPerSecond(int callers, Duration duration) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(
                        List.of(
                                "pgbench",
                                "-n",
                                "-M",
                                "prepared",
                                "-h",
                                "127.0.0.1",
                                "-p",
                                String.valueOf(port),
                                "-U",
                                "tts_app",
                                "-c",
                                String.valueOf(callers),
                                "-j",
                                "2",
                                "-T",
                                String.valueOf(duration.toSeconds()),
                                "-f",
                                script.toString(),
                                "feedtape"));
        builder.environment().put("PGPASSWORD", password);
        builder.environment().put("PGOPTIONS", "-c search_path=tts");
        Process process = builder.redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes());
        Matcher tps = TPS.matcher(said);
        if (!tps.find()) {
            throw new IllegalStateException(said);
        }
        return STATEMENTS * Double.parseDouble(tps.group(1));
    }
}
