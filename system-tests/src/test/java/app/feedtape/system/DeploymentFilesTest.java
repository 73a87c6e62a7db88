package app.feedtape.system;

import static org.assertj.core.api.Assertions.assertThat;

import app.feedtape.localstack.engines.DatabaseBootstrap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/**
 * docker-compose.yml, the Dockerfiles and k8s/ say what the services understand: no variable that
 * none reads, no port or probe that is not there.
 */
class DeploymentFilesTest {

    private static final Path ROOT = RunningSystem.root();
    private static final Set<String> SERVICES =
            Set.of(
                    "gateway",
                    "auth-service",
                    "feed-service",
                    "tts-service",
                    "billing-service",
                    "admin-service");
    private static final Set<String> PROBES =
            Set.of("/actuator/health/liveness", "/actuator/health/readiness");
    private static final Pattern REFERENCE = Pattern.compile("\\$\\{([A-Z_]+)(:?[-?][^}]*)?}");

    private static Map<?, ?> map(Object node) {
        return node instanceof Map<?, ?> map ? map : Map.of();
    }

    private static Map<?, ?> map(Map<?, ?> node, String... path) {
        for (String member : path) {
            node = map(node.get(member));
        }
        return node;
    }

    private static List<Map<?, ?>> list(Object node) {
        return node instanceof List<?> list
                ? list.stream().<Map<?, ?>>map(DeploymentFilesTest::map).toList()
                : List.of();
    }

    private static Map<?, ?> compose() throws IOException {
        return map(new Yaml().<Object>load(Files.readString(ROOT.resolve("docker-compose.yml"))));
    }

    private static List<Map<?, ?>> kubernetes() throws IOException {
        List<Map<?, ?>> all = new ArrayList<>();
        try (Stream<Path> files = Files.list(ROOT.resolve("k8s/base"))) {
            for (Path file :
                    files.filter(it -> it.toString().endsWith(".yaml")).sorted().toList()) {
                new Yaml()
                        .loadAll(Files.readString(file))
                        .forEach(document -> all.add(map(document)));
            }
        }
        return all;
    }

    private static List<Map<?, ?>> kubernetes(String kind) throws IOException {
        return kubernetes().stream().filter(it -> kind.equals(it.get("kind"))).toList();
    }

    private static String name(Map<?, ?> object) {
        return String.valueOf(map(object, "metadata").get("name"));
    }

    private static Map<?, ?> container(Map<?, ?> workload) {
        return list(map(workload, "spec", "template", "spec").get("containers")).getFirst();
    }

    /** The port a service listens on when nothing says otherwise, as its own YAML has it. */
    private static int port(String service, String variable) throws IOException {
        String yaml =
                Files.readString(
                        ROOT.resolve(service).resolve("src/main/resources/application.yaml"));
        Matcher port =
                Pattern.compile("(?m)(?:^%1$s: |\\$\\{%1$s:)(\\d+)".formatted(variable))
                        .matcher(yaml);
        assertThat(port.find()).as(variable + " of " + service).isTrue();
        return Integer.parseInt(port.group(1));
    }

    private static void assertKnown(String where, Set<?> variables) throws IOException {
        assertThat(ConfigurationPageTest.variablesOfTheServices())
                .as(where)
                .containsAll(variables.stream().map(String::valueOf).toList());
    }

    @Test
    void composeTellsServicesOnlyWhatTheyRead() throws IOException {
        Map<?, ?> services = map(compose(), "services");
        assertThat(services.keySet().stream().map(String::valueOf)).containsAll(SERVICES);
        for (String service : SERVICES) {
            assertKnown(service, map(services, service, "environment").keySet());
        }
    }

    @Test
    void whatComposeRefersToIsInTheExample() throws IOException {
        Set<String> given = new TreeSet<>();
        for (String line : Files.readAllLines(ROOT.resolve(".env.example"))) {
            if (!line.startsWith("#") && line.contains("=")) {
                given.add(line.substring(0, line.indexOf('=')));
            }
        }
        Matcher reference = REFERENCE.matcher(Files.readString(ROOT.resolve("docker-compose.yml")));
        Set<String> required = new TreeSet<>();
        Set<String> known = new TreeSet<>();
        while (reference.find()) {
            known.add(reference.group(1));
            if (String.valueOf(reference.group(2)).startsWith(":?")) {
                required.add(reference.group(1));
            }
        }
        assertThat(given).containsAll(required);
        assertThat(known).containsAll(given);
    }

    @Test
    void kubernetesTellsServicesOnlyWhatTheyRead() throws IOException {
        assertKnown(
                "config map",
                kubernetes("ConfigMap").stream()
                        .flatMap(it -> map(it, "data").keySet().stream())
                        .collect(Collectors.toSet()));
        for (Map<?, ?> workload :
                Stream.concat(kubernetes("Deployment").stream(), kubernetes("Job").stream())
                        .toList()) {
            assertKnown(
                    name(workload),
                    list(container(workload).get("env")).stream()
                            .map(it -> it.get("name"))
                            .collect(Collectors.toSet()));
        }
    }

    @Test
    void secretsAreNamedAndNeverWrittenDown() throws IOException {
        for (Map<?, ?> workload :
                Stream.concat(kubernetes("Deployment").stream(), kubernetes("Job").stream())
                        .toList()) {
            for (Map<?, ?> variable : list(container(workload).get("env"))) {
                String name = String.valueOf(variable.get("name"));
                if (name.matches(".*(SECRET|PASSWORD|ACCESS_KEY|API_KEY|REDIS_URL).*")) {
                    assertThat(variable.containsKey("value")).as(name).isFalse();
                    assertThat(map(variable, "valueFrom", "secretKeyRef")).as(name).isNotEmpty();
                }
            }
        }
        assertThat(kubernetes("Secret")).isEmpty();
    }

    @Test
    void everyServiceIsDeployedWithProbesThatExistOnItsManagementPort() throws IOException {
        Map<String, Map<?, ?>> deployments =
                kubernetes("Deployment").stream()
                        .collect(Collectors.toMap(DeploymentFilesTest::name, Function.identity()));
        assertThat(deployments.keySet()).isEqualTo(SERVICES);
        for (String service : SERVICES) {
            Map<?, ?> container = container(deployments.get(service));
            Map<Object, Object> ports = new TreeMap<>();
            list(container.get("ports"))
                    .forEach(port -> ports.put(port.get("name"), port.get("containerPort")));
            assertThat(ports)
                    .isEqualTo(
                            Map.of(
                                    "http", port(service, "PORT"),
                                    "management", port(service, "MANAGEMENT_PORT")));
            for (String probe : List.of("startupProbe", "readinessProbe", "livenessProbe")) {
                Map<?, ?> asked = map(container, probe, "httpGet");
                assertThat(asked.get("port")).as(service + " " + probe).isEqualTo("management");
                assertThat(String.valueOf(asked.get("path"))).isIn(PROBES);
            }
        }
    }

    @Test
    void composeProbesAskTheManagementPort() throws IOException {
        for (String service : SERVICES) {
            String test =
                    String.valueOf(map(compose(), "services", service, "healthcheck").get("test"));
            assertThat(test)
                    .contains("/localhost/" + port(service, "MANAGEMENT_PORT"))
                    .contains("/actuator/health/readiness ");
        }
    }

    @Test
    void addressesPointAtServicesAndPortsThatExist() throws IOException {
        for (Map<?, ?> environment :
                List.of(
                        map(kubernetes("ConfigMap").getFirst(), "data"),
                        map(compose(), "services", "gateway", "environment"))) {
            for (String service : SERVICES) {
                if (!service.equals("gateway")) {
                    String name = service.replace("-service", "").toUpperCase();
                    assertThat(environment.get("FEEDTAPE_" + name + "_URL"))
                            .isEqualTo("http://%s:%d".formatted(service, port(service, "PORT")));
                    assertThat(environment.get("FEEDTAPE_" + name + "_MANAGEMENT_URL"))
                            .isEqualTo(
                                    "http://%s:%d"
                                            .formatted(service, port(service, "MANAGEMENT_PORT")));
                }
            }
        }
    }

    @Test
    void onlyTheGatewayIsReachableFromOutside() throws IOException {
        assertThat(kubernetes("Ingress")).hasSize(1);
        assertThat(kubernetes("Ingress").getFirst().toString())
                .contains("service={name=gateway, port={name=http}}");
        for (String service : SERVICES) {
            assertThat(map(compose(), "services", service).containsKey("ports"))
                    .as(service)
                    .isEqualTo(service.equals("gateway"));
        }
    }

    @Test
    void eachSchemaIsMigratedByAJobAndOnlyCheckedByItsService() throws IOException {
        assertThat(kubernetes("Job").stream().map(DeploymentFilesTest::name))
                .containsExactlyInAnyOrderElementsOf(
                        DatabaseBootstrap.SCHEMAS.stream()
                                .map(it -> it + "-service-migration")
                                .toList());
        kubernetes("Job").forEach(job -> assertThat(migrate(job)).isEqualTo("only"));
        for (Map<?, ?> deployment : kubernetes("Deployment")) {
            assertThat(migrate(deployment))
                    .isEqualTo(name(deployment).equals("gateway") ? "" : "check");
        }
    }

    private static String migrate(Map<?, ?> workload) {
        return list(container(workload).get("env")).stream()
                .filter(it -> "FEEDTAPE_MIGRATE".equals(it.get("name")))
                .map(it -> String.valueOf(it.get("value")))
                .collect(Collectors.joining());
    }

    @Test
    void theDatabaseScriptIsTheLaunchersOwn() throws IOException {
        String script = Files.readString(ROOT.resolve("k8s/base/database.sql"));
        Map<String, String> passwords =
                DatabaseBootstrap.roles().stream().collect(Collectors.toMap(it -> it, it -> "x"));
        String own = new DatabaseBootstrap(passwords).script();
        String withoutRoles = own.replaceAll("(?s)DO \\$bootstrap\\$.*?\\$bootstrap\\$;\n", "");
        assertThat(script.lines()).containsAll(withoutRoles.lines().toList());
        for (String role : DatabaseBootstrap.roles()) {
            assertThat(script)
                    .contains(
                            "ALTER ROLE %1$s LOGIN NOCREATEDB NOCREATEROLE PASSWORD :'%1$s'"
                                    .formatted(role));
        }
    }

    @Test
    void everyServiceHasAnImageMadeFromItsJar() throws IOException {
        for (String service : SERVICES) {
            String file = Files.readString(ROOT.resolve(service).resolve("Dockerfile"));
            assertThat(file)
                    .contains("ARG BASE_IMAGE", "COPY target/" + service + ".jar", "USER 10001")
                    .contains(
                            "EXPOSE %d %d"
                                    .formatted(
                                            port(service, "PORT"),
                                            port(service, "MANAGEMENT_PORT")));
            assertThat(Files.readString(ROOT.resolve(service).resolve("pom.xml")))
                    .contains("<finalName>" + service + "</finalName>");
        }
    }
}
