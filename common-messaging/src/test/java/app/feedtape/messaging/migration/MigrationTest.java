package app.feedtape.messaging.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.feedtape.messaging.TestService;
import org.flywaydb.core.api.exception.FlywayValidateException;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

class MigrationTest {

    private static final TestService.Engines ENGINES = TestService.Shared.ENGINES;

    @Test
    void aServiceThatOnlyChecksStartsOnAnUpToDateSchemaWithoutTheOwnersPassword() {
        String schema = ENGINES.newSchema();
        ENGINES.service(schema).run().close();
        try (var checking =
                ENGINES.service(schema)
                        .properties("FEEDTAPE_MIGRATE=check", "FEEDTAPE_MIGRATION_PASSWORD=wrong")
                        .run()) {
            assertThat(checking.isActive()).isTrue();
        }
    }

    @Test
    void itDoesNotStartOnASchemaThatIsNotUpToDate() {
        String schema = ENGINES.newSchema();
        ENGINES.service(schema).run().close();
        ENGINES.jdbc(schema + "_owner")
                .sql("delete from flyway_schema_history where version = '2'")
                .update();
        assertThatThrownBy(() -> ENGINES.service(schema).properties("FEEDTAPE_MIGRATE=check").run())
                .hasRootCauseInstanceOf(FlywayValidateException.class);
    }

    @Test
    void theServicesRoleCanChangeNoTableOfItsSchema() {
        String schema = ENGINES.newSchema();
        try (var service = ENGINES.service(schema).run()) {
            JdbcClient jdbc = service.getBean(JdbcClient.class);
            for (String change :
                    new String[] {
                        "create table mine (n int)",
                        "drop table inbox",
                        "alter table outbox_event add column n int",
                        "delete from flyway_schema_history"
                    }) {
                assertThatThrownBy(() -> jdbc.sql(change).update())
                        .rootCause()
                        .hasMessageMatching("(?s).*(permission denied|must be owner).*");
            }
        }
    }
}
