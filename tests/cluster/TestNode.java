import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.opensearch.analysis.common.CommonAnalysisPlugin;
import org.opensearch.common.logging.LogConfigurator;
import org.opensearch.common.settings.Settings;
import org.opensearch.node.InternalSettingsPreparer;
import org.opensearch.node.Node;
import org.opensearch.transport.Netty4Plugin;

/** One OpenSearch node with the settings given as name=value (lists with commas), until standard input ends. */
final class TestNode extends Node {
    private TestNode(Settings settings) {
        super(
            InternalSettingsPreparer.prepareEnvironment(settings, Map.of(), null, () -> "test"),
            List.of(Netty4Plugin.class, CommonAnalysisPlugin.class),
            true
        );
    }

    public static void main(String[] arguments) throws Exception {
        Settings.Builder given = Settings.builder();
        for (String argument : arguments) {
            int equals = argument.indexOf('=');
            String name = argument.substring(0, equals), value = argument.substring(equals + 1);
            if (value.contains(",")) {
                given.putList(name, Arrays.asList(value.split(",")));
            } else {
                given.put(name, value);
            }
        }
        Settings settings = given.build();
        LogConfigurator.configureWithoutConfig(settings);
        try (TestNode node = new TestNode(settings)) {
            node.start();
            while (System.in.read() >= 0) {
                // Whoever started the node holds the other end, so that it cannot be left running.
            }
        } catch (IOException ended) {
            System.exit(1);
        }
        System.exit(0);
    }
}
