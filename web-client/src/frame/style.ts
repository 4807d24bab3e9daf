/** The looks of every page: the KERN design system, its typeface from our own origin, our layout. */
import '@kern-ux/native/dist/kern.min.css';
import './fonts.css';
import './app.css';
