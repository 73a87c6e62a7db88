package app.feedtape.localstack.launcher;

import app.feedtape.localstack.engines.DatabaseBootstrap;
import app.feedtape.localstack.engines.PostgresEngine;
import app.feedtape.localstack.launcher.settings.Secrets;
import app.feedtape.localstack.launcher.settings.StackSettings;
import java.util.List;

/**
 * `database bootstrap`: what an administrator does once on a real PostgreSQL; the local one gets it
 * at each start.
 */
final class Database implements Command {
    @Override
    public int run(StackSettings settings, List<String> words) {
        if (words.isEmpty() || !words.getFirst().equals("bootstrap")) {
            throw new Refused("Say ./feedtape database bootstrap [--print].");
        }
        var secrets = Secrets.in(settings.data());
        var bootstrap = new DatabaseBootstrap(secrets.databasePasswords());
        if (words.contains("--print")) {
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
}
