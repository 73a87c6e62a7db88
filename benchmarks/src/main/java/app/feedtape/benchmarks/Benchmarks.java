package app.feedtape.benchmarks;

/** {@code benchmarks/run SUBJECT}: measures and prints one table with the machine it ran on. */
public final class Benchmarks {

    private Benchmarks() {}

    /**
     * @param arguments one subject: {@code identity}
     */
    public static void main(String[] arguments) throws Exception {
        if (arguments.length != 1 || !arguments[0].equals("identity")) {
            System.err.println("Usage: benchmarks/run identity");
            System.exit(2);
        }
        Report report = new Report(arguments[0], Machine.describe());
        TokenChecks.measure(report);
        try (Stack stack = Stack.start()) {
            Refreshes.measure(stack, report);
            PublishedKeys.measure(stack, report);
            SignIns.measure(stack, report);
        }
        System.out.println(report.print(Machine.load()));
    }
}
