package app.feedtape.localstack.launcher;

import app.feedtape.localstack.engines.DatabaseBootstrap;
import app.feedtape.localstack.engines.PostgresEngine;
import app.feedtape.localstack.launcher.settings.Secrets;
import app.feedtape.localstack.launcher.settings.StackSettings;
import app.feedtape.localstack.launcher.supervisor.Migrations;
import java.util.List;

/**
 * `database bootstrap`: what an administrator does once on a real PostgreSQL; the local one gets it
 * at each start. `database migrate`: what the Jobs of a deployment do.
 */
final class Database implements Command {
    @Override
    public int run(StackSettings settings, List<String> words) {
        return switch (words) {
            case List<String> one when one.equals(List.of("migrate")) -> migrate(settings);
            case List<String> some when !some.isEmpty() && some.getFirst().equals("bootstrap") ->
                    bootstrap(settings, some.contains("--print"));
            default ->
                    throw new Refused(
                            "Say ./feedtape database bootstrap [--print] or database migrate.");
        };
    }

    private static int bootstrap(StackSettings settings, boolean print) {
        var secrets = Secrets.in(settings.data());
        var bootstrap = new DatabaseBootstrap(secrets.databasePasswords());
        if (print) {
            System.out.print(bootstrap.script());
            return 0;
        }
        var url = settings.postgresUrl();
        var server = url.substring(0, url.lastIndexOf('/') + 1);
        bootstrap.apply(
                server,
                settings.value("FEEDTAPE_POSTGRES_ADMIN_USER").orElse(PostgresEngine.SUPERUSER),
                settings.value("FEEDTAPE_POSTGRES_ADMIN_PASSWORD").orElse(secrets.get("postgres")));
        System.out.printf("Database, schemas and roles are there: %s%n", url);
        return 0;
    }

    private static int migrate(StackSettings settings) {
        new Migrations(settings, System.out).run();
        System.out.printf("All schemas are current: %s%n", settings.postgresUrl());
        return 0;
    }
}
