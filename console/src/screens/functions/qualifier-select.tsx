import type { Alias, Version } from './read-functions.ts';

interface QualifierSelectProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly aliases: readonly Alias[];
  readonly versions: readonly Version[];
  /** What stands for no alias and no published version. */
  readonly first: readonly [value: string, text: string];
}

/** Which alias or version of a function is meant. */
export function QualifierSelect({ label, value, onChange, aliases, versions, first }: QualifierSelectProps) {
  return (
    <select className="select" aria-label={label} value={value} onChange={(event) => onChange(event.target.value)}>
      <option value={first[0]}>{first[1]}</option>
      {aliases.length > 0 && (
        <optgroup label="Aliases">
          {aliases.map(({ Name: name = '' }) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </optgroup>
      )}
      {versions.length > 0 && (
        <optgroup label="Versions">
          {versions.map(({ Version: version = '' }) => (
            <option key={version} value={version}>
              Version {version}
            </option>
          ))}
        </optgroup>
      )}
    </select>
  );
}
