import '../frame/style';
