import { Link } from '../routing/router.tsx';

interface BreadcrumbProps {
  /** The list that this is one of. */
  readonly href: string;
  readonly list: string;
  readonly name: string;
}

/** Where one is, and the way back to the list. */
export const Breadcrumb = ({ href, list, name }: BreadcrumbProps) => (
  <nav className="breadcrumb" aria-label="Breadcrumb">
    <Link href={href}>{list}</Link>
    <span aria-hidden="true">/</span>
    <span>{name}</span>
  </nav>
);
