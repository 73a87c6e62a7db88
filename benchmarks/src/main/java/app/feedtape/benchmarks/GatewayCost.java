package app.feedtape.benchmarks;

import com.nimbusds.jose.JOSEException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a request costs at the door, beside what others take for the same work: ES256, a limit per
 * account, a proxy. The gateways stand side by side and are measured in turn.
 */
final class GatewayCost {

    private static final int ACCOUNTS = setting("BENCHMARK_TOKENS", 100_000);
    private static final int SECONDS = setting("BENCHMARK_SECONDS", 8);
    private static final int ROUNDS = setting("BENCHMARK_ROUNDS", 3);
    private static final int WARM_UP = setting("BENCHMARK_WARM_UP", 90);

    /** One and no other, with warm tokens: for looking where its time goes. */
    private static final String ALONE = System.getenv().getOrDefault("BENCHMARK_ALONE", "");

    /** After standing still: until the broker was asked again and facts are current. */
    private static final long SETTLE_MILLIS = 3_000;

    private static final int STARTS = 3;
    private static final double MICROS = 1e6;

    private final GatewayStage stage;
    private final Report report;
    private final Wrk wrk;
    private final Map<Contender, Double> warm = new LinkedHashMap<>();

    private GatewayCost(GatewayStage stage, Report report) throws IOException {
        this.stage = stage;
        this.report = report;
        this.wrk = new Wrk(stage.home(), stage.tokens());
    }

    private static int setting(String name, int usual) {
        String given = System.getenv(name);
        return given == null ? usual : Integer.parseInt(given);
    }

    static void measure(Report report) throws IOException, JOSEException {
        for (String program : List.of("haproxy", "wrk")) {
            if (!Programs.has(program)) {
                report.skip("everything", "needs Debian's package " + program);
                return;
            }
        }
        report.columns(
                "gateway",
                "first seen %",
                "requests per CPU second",
                "CPU us each (of them Redis)",
                "per second",
                "median ms",
                "p99 ms",
                "remarks");
        try (GatewayStage stage = new GatewayStage(ACCOUNTS, ALONE.isEmpty() ? ACCOUNTS : 1)) {
            new GatewayCost(stage, report).measure();
        }
    }

    private void measure() throws IOException {
        OurGateway ours = new OurGateway(stage);
        List<Contender> all = new ArrayList<>();
        try {
            if (ALONE.isEmpty()) {
                ours.train(wrk);
                starts(ours);
                begin(all, ours.start());
                begin(all, ours.startPlain());
                begin(all, OtherGateways.stock(stage));
                begin(all, OtherGateways.haproxy(stage));
            } else {
                begin(all, alone(ours));
                stage.publishFacts();
            }
            for (Contender one : all) {
                alone(one, () -> warmUp(one));
            }
            for (int share : ALONE.isEmpty() ? new int[] {0, 1, 100} : new int[] {0}) {
                compare(all, share);
            }
            if (ALONE.isEmpty()) {
                halfLoad(all);
            }
        } finally {
            all.forEach(Contender::close);
        }
    }

    private Contender alone(OurGateway ours) throws IOException {
        return switch (ALONE) {
            case "plain" -> ours.startPlain();
            case "stock" -> OtherGateways.stock(stage);
            default -> ours.start();
        };
    }

    private static void begin(List<Contender> all, Contender one) throws IOException {
        all.add(one);
        one.halt();
    }

    /** From start to ready, with the start-up cache and all facts to read; the middle of some. */
    private void starts(OurGateway ours) throws IOException {
        List<Double> seconds = new ArrayList<>();
        for (int i = 0; i < STARTS; i++) {
            try (Contender one = ours.startFree()) {
                seconds.add(one.readySeconds());
            }
        }
        double middle = seconds.stream().sorted().toList().get(STARTS / 2);
        figure("gateway, start to ready", format("%.2f s; goal 2 s", middle));
    }

    private void figure(String what, String remark) {
        report.row(what, "", "", "", "", "", "", remark);
    }

    /** Something that is done while everybody else stands still. */
    @FunctionalInterface
    private interface Work {
        void run() throws IOException;
    }

    private void alone(Contender one, Work work) throws IOException {
        one.goOn();
        try {
            Thread.sleep(SETTLE_MILLIS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException(interrupted);
        }
        wrk.asFastAsItGoes(one.url(), 0, 1);
        work.run();
        one.halt();
    }

    private void warmUp(Contender one) throws IOException {
        new WarmUp(wrk, WARM_UP).run(one, one.name().equals("gateway") ? ACCOUNTS : 0);
        String memory =
                format(
                        "%d MB resident after %,d accounts; ready after %.2f s on one core",
                        CpuTime.residentMegabytes(one.process().pid()),
                        ACCOUNTS,
                        one.readySeconds());
        figure(
                one.name() + ", memory",
                one.name().equals("gateway") ? memory + "; goal 256 MB" : memory);
    }

    private record Run(double cpuSeconds, double redisSeconds, Wrk.Result result) {

        double microsEach() {
            return cpuSeconds * MICROS / result.requests();
        }
    }

    private void compare(List<Contender> all, int share) throws IOException {
        Map<Contender, List<Run>> runs = new LinkedHashMap<>();
        for (int round = 0; round < ROUNDS; round++) {
            for (Contender one : all) {
                List<Run> own = runs.computeIfAbsent(one, name -> new ArrayList<>());
                alone(one, () -> own.add(run(one, share)));
            }
        }
        for (Contender one : all) {
            Run middle =
                    runs.getOrDefault(one, List.of()).stream()
                            .sorted(Comparator.comparingDouble(Run::microsEach))
                            .toList()
                            .get(ROUNDS / 2);
            if (share == 0) {
                warm.put(one, middle.result().perSecond());
            }
            row(one, share, middle);
        }
    }

    private Run run(Contender one, int share) throws IOException {
        double before = one.cpuSeconds();
        double redisBefore = one.helperSeconds();
        Wrk.Result result = wrk.asFastAsItGoes(one.url(), share, SECONDS);
        return new Run(one.cpuSeconds() - before, one.helperSeconds() - redisBefore, result);
    }

    private void row(Contender one, int share, Run run) {
        Wrk.Result result = run.result();
        double redis = run.redisSeconds() * MICROS / result.requests();
        report.row(
                one.name(),
                String.valueOf(share),
                format("%.0f", result.requests() / run.cpuSeconds()),
                format("%.0f (%.0f)", run.microsEach(), redis),
                format("%.0f", result.perSecond()),
                format("%.2f", result.median()),
                format("%.2f", result.p99()),
                remark(result));
    }

    private static String remark(Wrk.Result result) {
        return result.refused() + result.lost() == 0
                ? ""
                : result.refused() + " refused, " + result.lost() + " not answered";
    }

    /** Half of what ours can do, to ours and to the service without it. */
    private void halfLoad(List<Contender> all) throws IOException {
        Contender ours = all.getFirst();
        double rate = warm.getOrDefault(ours, 1000.0) / 2;
        Wrk.Result service = wrk.atRate(stage.service().address() + "/", rate, SECONDS * 2);
        latency("the service alone, half load (baseline)", service, "");
        alone(
                ours,
                () -> {
                    Wrk.Result result = wrk.atRate(ours.url(), rate, SECONDS * 2);
                    latency(
                            ours.name() + ", half load",
                            result,
                            format("%.2f ms more at p99; goal 3", result.p99() - service.p99()));
                });
    }

    private void latency(String what, Wrk.Result result, String remark) {
        report.row(
                what,
                "0",
                "",
                "",
                format("%.0f", result.perSecond()),
                format("%.2f", result.median()),
                format("%.2f", result.p99()),
                (remark(result) + " " + remark).strip());
    }

    private static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }
}
