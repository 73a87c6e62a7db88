package app.feedtape.localstack.launcher;

import app.feedtape.localstack.launcher.settings.Room;
import app.feedtape.localstack.launcher.settings.StackSettings;
import app.feedtape.localstack.launcher.supervisor.StackStatus;
import app.feedtape.localstack.launcher.supervisor.StackStatus.PartStatus;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** How the stack is doing, for people or as JSON; exit code 0 only when all is ready. */
final class Status implements Command {
    private static final PartStatus NOTHING = new PartStatus(StackStatus.DOWN, 0, 0);

    @Override
    public int run(StackSettings settings, List<String> words) {
        var status = StackStatus.of(settings.data());
        System.out.println(
                words.contains("--json") ? json(settings, status) : text(settings, status));
        return status.isReady() ? 0 : 1;
    }

    private static String json(StackSettings settings, StackStatus status) {
        var all = new LinkedHashMap<String, Object>();
        all.put("state", status.state());
        all.put("gateway", settings.publicUrl());
        all.put("world", settings.world().toString());
        all.put("postgres", postgres(settings, status));
        all.put("kafka", settings.kafka());
        all.put("redis", settings.externalRedis().orElse("127.0.0.1:" + settings.redisPort()));
        all.put("services", services(settings, status));
        all.put("processes", processes(status));
        return JsonMapper.builder()
                .enable(SerializationFeature.INDENT_OUTPUT)
                .build()
                .writeValueAsString(all);
    }

    private static Map<String, Object> postgres(StackSettings settings, StackStatus status) {
        var postgres = new LinkedHashMap<String, Object>();
        postgres.put("url", settings.postgresUrl());
        postgres.put("database", "feedtape");
        postgres.put("pid", status.parts().getOrDefault("postgres", NOTHING).pid());
        return postgres;
    }

    private static Map<String, Object> services(StackSettings settings, StackStatus status) {
        var services = new LinkedHashMap<String, Object>();
        for (Room room : Room.values()) {
            var part = status.parts().getOrDefault(room.service(), NOTHING);
            var service = new LinkedHashMap<String, Object>();
            service.put("state", part.state());
            service.put("url", settings.url(room).toString());
            service.put("management", settings.management(room).toString());
            service.put("pid", part.pid());
            service.put("ready_ms", part.readyMs());
            services.put(room.service(), service);
        }
        return services;
    }

    /** Everything a fault test may want to kill. */
    private static Map<String, Long> processes(StackStatus status) {
        var processes = new LinkedHashMap<String, Long>();
        processes.put("supervisor", status.supervisor());
        status.parts().forEach((name, part) -> processes.put(name, part.pid()));
        return processes;
    }

    private static String text(StackSettings settings, StackStatus status) {
        var lines = new StringBuilder("%s (data in %s)".formatted(status.state(), settings.data()));
        status.parts()
                .forEach((name, part) ->
                        lines.append(
                                "%n  %-16s %-9s pid %d".formatted(name, part.state(), part.pid())));
        if (status.isReady()) {
            lines.append(System.lineSeparator()).append(Addresses.table(settings));
        }
        return lines.toString();
    }
}
