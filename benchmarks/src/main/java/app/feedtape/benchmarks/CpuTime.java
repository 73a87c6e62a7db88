package app.feedtape.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;

/** What processes have used of processors since they began: {@code /proc/PID/stat}. */
final class CpuTime {

    private static final int USER = 11;
    private static final double TICKS_PER_SECOND = 100;

    private CpuTime() {}

    /** Seconds in user and kernel mode, of all threads. */
    static double seconds(Collection<Long> pids) throws IOException {
        long ticks = 0;
        for (long pid : pids) {
            String line = Files.readString(Path.of("/proc", String.valueOf(pid), "stat"));
            String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ");
            ticks += Long.parseLong(fields[USER]) + Long.parseLong(fields[USER + 1]);
        }
        return ticks / TICKS_PER_SECOND;
    }

    /** Memory of a process that is in RAM, in MB. */
    static long residentMegabytes(long pid) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc", String.valueOf(pid), "status"))) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("\\D", "")) / 1024;
            }
        }
        throw new IOException("No VmRSS of " + pid);
    }
}
