package app.feedtape.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The load: wrk with one thread, each request with the next token of a file. */
final class Wrk {

    static final int CONNECTIONS = 32;

    private static final String SCRIPT =
            """
            local known, fresh, share, mean = {}, {}, 0, 0
            local count, nextKnown, nextFresh = 0, 0, 0
            local threads = {}

            function setup(thread)
              table.insert(threads, thread)
            end

            local function read(file)
              local lines = {}
              for line in io.lines(file) do lines[#lines + 1] = line end
              return lines
            end

            function init(args)
              known, fresh = read(args[1]), read(args[2])
              share, nextKnown, nextFresh = tonumber(args[3]), tonumber(args[4]), tonumber(args[5])
              mean = tonumber(args[6])
              usedKnown, usedFresh = nextKnown, nextFresh
            end

            function request()
              count = count + 1
              local token
              if share > 0 and count % (100 / share) == 0 then
                token = fresh[nextFresh % #fresh + 1]
                nextFresh = nextFresh + 1
                usedFresh = nextFresh
              else
                token = known[nextKnown % #known + 1]
                nextKnown = nextKnown + 1
                usedKnown = nextKnown
              end
              return "GET " .. wrk.path .. " HTTP/1.1\\r\\nHost: " .. wrk.headers["Host"]
                .. "\\r\\nAuthorization: " .. token .. "\\r\\n\\r\\n"
            end

            if os.getenv("WRK_PAUSES") then
              function delay()
                return math.floor(-math.log(1 - math.random()) * mean + 0.5)
              end
            end

            function done(summary, latency, requests)
              local failed = summary.errors
              io.write(string.format("RESULT %d %d %d %d %d %d %d %d\\n", summary.requests,
                summary.duration, latency:percentile(50), latency:percentile(99), failed.status,
                failed.connect + failed.read + failed.write + failed.timeout,
                threads[1]:get("usedKnown"), threads[1]:get("usedFresh")))
            end
            """;

    private final Path script;
    private final Tokens tokens;
    private long nextKnown;
    private long nextFresh;

    Wrk(Path home, Tokens tokens) throws IOException {
        this.script = Files.writeString(home.resolve("tokens.lua"), SCRIPT);
        this.tokens = tokens;
    }

    /**
     * What came of a load.
     *
     * @param refused answered, but not with success
     * @param lost not answered
     */
    record Result(
            long requests, double seconds, double median, double p99, long refused, long lost) {

        double perSecond() {
            return requests / seconds;
        }
    }

    /**
     * @param fresh how many of a hundred requests bring a token that was never seen
     */
    Result asFastAsItGoes(String url, int fresh, int seconds) throws IOException {
        return run(url, fresh, seconds, 0);
    }

    /** Known tokens at about this rate, each connection pausing by chance. */
    Result atRate(String url, double perSecond, int seconds) throws IOException {
        return run(url, 0, seconds, CONNECTIONS * 1000 / perSecond);
    }

    private Result run(String url, int fresh, int seconds, double pause) throws IOException {
        List<String> words = new ArrayList<>();
        if (pause > 0) {
            words.addAll(List.of("env", "WRK_PAUSES=1"));
        }
        words.addAll(List.of("wrk", "-t1", "-c" + CONNECTIONS, "-d" + seconds + "s"));
        words.addAll(List.of("-s", script.toString(), url, "--", tokens.known().toString()));
        words.addAll(List.of(tokens.fresh().toString(), String.valueOf(fresh)));
        words.addAll(List.of(String.valueOf(nextKnown), String.valueOf(nextFresh)));
        words.add(String.valueOf(pause));
        String said = Programs.run(Affinity.of(Affinity.LOAD).bind(words));
        String[] result =
                said.lines()
                        .filter(line -> line.startsWith("RESULT "))
                        .findFirst()
                        .orElseThrow(() -> new IOException(said))
                        .split(" ");
        nextKnown = Long.parseLong(result[7]);
        nextFresh = Long.parseLong(result[8]);
        return new Result(
                Long.parseLong(result[1]),
                Long.parseLong(result[2]) / 1e6,
                Long.parseLong(result[3]) / 1e3,
                Long.parseLong(result[4]) / 1e3,
                Long.parseLong(result[5]),
                Long.parseLong(result[6]));
    }
}
