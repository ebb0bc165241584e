package io.millrace.standalone.connection;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What SECURITY.md says about connections, taken at its word.
 */
final class Documented {

	private static final Pattern PROPERTIES = Pattern.compile("```properties\n(spring\\.kafka\\..*?)```",
			Pattern.DOTALL);

	private static final Pattern RULE = Pattern.compile("^redis-cli (ACL SETUSER (?:.*\\\\\n)*.*)$", Pattern.MULTILINE);

	private static final Pattern ACL = Pattern
		.compile("^\\| (topic|group|transactional id)s( that begin with)? \\| (`.*`) \\| (.*) \\|$", Pattern.MULTILINE);

	private static final Pattern NAME = Pattern.compile("`([^`]+)`");

	private final String text;

	Documented() throws IOException {
		this.text = Files.readString(Path.of("..", "SECURITY.md"));
	}

	/** A file of the services' properties, with the hosts and files of an example. */
	String properties() {
		return find(PROPERTIES).group(1);
	}

	/** The commands that make the user of Redis, word by word. */
	List<List<String>> redisRules() {
		return RULE.matcher(this.text)
			.results()
			.map((rule) -> Stream.of(rule.group(1).replaceAll("  +# .*", "").replace("\\\n", " ").strip().split("\\s+"))
				.map((word) -> word.replace("'", ""))
				.toList())
			.toList();
	}

	private Matcher find(Pattern pattern) {
		Matcher matcher = pattern.matcher(this.text);
		assertThat(matcher.find()).as("%s in SECURITY.md", pattern).isTrue();
		return matcher;
	}

	/** What a user of Kafka's is to be allowed. */
	List<AclBinding> kafkaAcls(String user) {
		List<AclBinding> acls = new ArrayList<>();
		ACL.matcher(this.text).results().forEach((row) -> {
			for (String operation : row.group(4).split(", ")) {
				AccessControlEntry entry = new AccessControlEntry("User:" + user, "*",
						AclOperation.valueOf(constant(operation)), AclPermissionType.ALLOW);
				resources(row).forEach((resource) -> acls.add(new AclBinding(resource, entry)));
			}
		});
		return acls;
	}

	private static Stream<ResourcePattern> resources(MatchResult row) {
		PatternType pattern = (row.group(2) != null) ? PatternType.PREFIXED : PatternType.LITERAL;
		ResourceType type = ResourceType.valueOf(constant(row.group(1)));
		return NAME.matcher(row.group(3)).results().map((name) -> new ResourcePattern(type, name.group(1), pattern));
	}

	private static String constant(String words) {
		return words.toUpperCase(Locale.ROOT).replace(' ', '_');
	}

}
