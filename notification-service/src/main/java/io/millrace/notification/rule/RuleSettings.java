package io.millrace.notification.rule;

import io.millrace.common.settings.SettingsKind;
import lombok.RequiredArgsConstructor;

/**
 * Rules among the settings.
 */
@RequiredArgsConstructor
final class RuleSettings implements SettingsKind {

	private final Rules rules;

	@Override
	public String prefix() {
		return "rule/";
	}

	@Override
	public void put(String name, byte[] value, long version) {
		this.rules.put(RuleJson.read(value, name), version);
	}

	@Override
	public void remove(String name) {
		this.rules.remove(name);
	}

}
