package io.millrace.notification.rule;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

import lombok.extern.slf4j.Slf4j;
import org.jspecify.annotations.Nullable;

/**
 * The rules in force: those that are configured, in their order, then those that were
 * stored, by name. A configured rule hides a stored one of its name. Thread-safe.
 */
@Slf4j
public final class Rules {

	private final List<VersionedRule> configured;

	/** Guarded by this. */
	private final Map<String, VersionedRule> stored = new TreeMap<>();

	private volatile InForce inForce;

	/** What an evaluation sees, all of one moment. */
	private static final class InForce {

		final List<VersionedRule> rules;

		final List<CompiledRule> compiled;

		final Map<String, List<CompiledRule>> byType = new ConcurrentHashMap<>();

		InForce(List<VersionedRule> rules) {
			this.rules = List.copyOf(rules);
			this.compiled = rules.stream().map((rule) -> new CompiledRule(rule.rule())).toList();
		}

		List<CompiledRule> matching(String type) {
			// Types come from strangers.
			if (this.byType.size() >= MOST_TYPES) {
				this.byType.clear();
			}
			return this.byType.computeIfAbsent(type,
					(name) -> this.compiled.stream().filter((rule) -> rule.matches(name)).toList());
		}

	}

	private static final int MOST_TYPES = 10_000;

	public Rules(List<Rule> configured) {
		this.configured = configured.stream().map((rule) -> new VersionedRule(rule, null)).toList();
		this.inForce = new InForce(this.configured);
	}

	/**
	 * Makes a rule ready that is not in force.
	 * @param name the rule's name where the JSON has none
	 * @throws IllegalArgumentException if it is no rule, with what is wrong
	 */
	public static CompiledRule compile(byte[] json, String name) {
		return new CompiledRule(RuleJson.read(json, name));
	}

	/**
	 * All of them, in their order.
	 */
	public List<CompiledRule> compiled() {
		return this.inForce.compiled;
	}

	List<VersionedRule> all() {
		return this.inForce.rules;
	}

	Optional<VersionedRule> named(String name) {
		return all().stream().filter((rule) -> rule.rule().name().equals(name)).findFirst();
	}

	/**
	 * Those that events of a type are looked at by, in their order.
	 */
	public List<CompiledRule> matching(String type) {
		return this.inForce.matching(type);
	}

	synchronized void put(Rule rule, long version) {
		this.stored.put(rule.name(), new VersionedRule(rule, version));
		refresh();
	}

	synchronized void remove(String name) {
		if (this.stored.remove(name) != null) {
			refresh();
		}
	}

	private void refresh() {
		List<VersionedRule> rules = new ArrayList<>(this.configured);
		this.stored.forEach((name, rule) -> {
			if (this.configured.stream().anyMatch((other) -> other.rule().name().equals(name))) {
				log.warn("The stored rule '{}' has no effect: a configured rule has its name", name);
			}
			else {
				rules.add(rule);
			}
		});
		this.inForce = new InForce(rules);
	}

	/**
	 * A rule and where it comes from.
	 *
	 * @param rule the rule
	 * @param version of a stored one, greater with each change; null if it is configured
	 */
	record VersionedRule(Rule rule, @Nullable Long version) {
	}

}
