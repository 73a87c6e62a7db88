package app.feedtape.benchmarks;

/** {@code benchmarks/run SUBJECT}: measures and prints one table with the machine it ran on. */
public final class Benchmarks {

    private Benchmarks() {}

    /**
     * @param arguments one subject: {@code identity}, {@code speech}, {@code ledger}, {@code
     *     billing} or {@code gateway}
     */
    public static void main(String[] arguments) throws Exception {
        String subject = arguments.length == 1 ? arguments[0] : "";
        Report report = new Report(subject, Machine.describe());
        switch (subject) {
            case "identity" -> identity(report);
            case "speech" -> Speech.measure(report);
            case "ledger" -> LedgerDecisions.measure(report);
            case "billing" -> billing(report);
            case "gateway" -> GatewayCost.measure(report);
            default -> {
                System.err.println("Usage: benchmarks/run identity|speech|ledger|billing|gateway");
                System.exit(2);
            }
        }
        System.out.println(report.print(Machine.load()));
    }

    private static void billing(Report report) throws Exception {
        try (Stack stack = Stack.startAsInProduction()) {
            WebhookStorm.measure(stack, report);
        }
    }

    private static void identity(Report report) throws Exception {
        TokenChecks.measure(report);
        try (Stack stack = Stack.start()) {
            Refreshes.measure(stack, report);
            PublishedKeys.measure(stack, report);
            SignIns.measure(stack, report);
        }
    }
}
