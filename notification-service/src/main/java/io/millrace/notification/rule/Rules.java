package io.millrace.notification.rule;

import java.util.List;

/**
 * The rules in force. Thread-safe.
 */
public final class Rules {

	private final List<Rule> configured;

	private final List<CompiledRule> compiled;

	public Rules(List<Rule> configured) {
		this.configured = List.copyOf(configured);
		this.compiled = this.configured.stream().map(CompiledRule::new).toList();
	}

	List<Rule> configured() {
		return this.configured;
	}

	/**
	 * Those that events of a type are looked at by, in their order.
	 */
	public List<CompiledRule> matching(String type) {
		return this.compiled.stream().filter((rule) -> rule.matches(type)).toList();
	}

}
