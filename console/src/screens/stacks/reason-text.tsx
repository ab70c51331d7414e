import { Link, pathOf } from '../../routing/router.tsx';

/** What CloudFormation says of a status. The deployments that it names can be looked at. */
export const ReasonText = ({ text }: { readonly text: string }) =>
  text.split(/\b(d-[A-Z0-9]{9})\b/).map((part, index) =>
    index % 2 === 1 ? (
      <Link key={part} href={pathOf('deployments', part)} className="nowrap">
        {part}
      </Link>
    ) : (
      part
    ),
  );
